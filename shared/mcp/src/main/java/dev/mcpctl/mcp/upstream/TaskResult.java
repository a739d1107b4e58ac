package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Question;
import dev.mcpctl.mcp.wire.TaskForm;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The open request for the result of a task that asks: on a thread of its own, while the clients of
 * the task come and go. A question that nobody answers is given up in the end, and with it the
 * request, not the task.
 */
final class TaskResult implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final Duration FIRST_QUESTION = Duration.ofSeconds(2);

    private final LegacyForm form;
    private final Function<Call, OpenCall> opens;
    private final Call call;
    private final Cancellation cancellation = new Cancellation();
    private boolean isOver; // guarded by this
    private int questions; // guarded by this
    private @Nullable Question question; // guarded by this
    private @Nullable Request request; // guarded by this
    private CompletableFuture<Response> answer = new CompletableFuture<>(); // guarded by this

    /**
     * @param call that found that the task asks; for its caller and its capabilities
     */
    TaskResult(LegacyForm form, Function<Call, OpenCall> opens, Call call, String id) {
        this.form = form;
        this.opens = opens;
        this.call =
                Call.of(
                        Methods.TASKS_RESULT,
                        Json.object(TaskForm.ID, Json.of(id)),
                        call.meta(),
                        call.caller(),
                        Deadline.after(PATIENCE),
                        cancellation,
                        _ -> {});
    }

    /**
     * @param ended told when nothing is to be asked any more; the result can be asked for again
     */
    void start(Runnable ended) {
        Thread.ofVirtual().name("mcp-task-result").start(() -> follow(ended));
    }

    private void follow(Runnable ended) {
        OpenCall open = null;
        try {
            open = opens.apply(call);
            while (true) {
                try {
                    Response _ = open.await(call);
                    return;
                } catch (AskedException asks) {
                    open.park();
                    Response said = answerTo(asks.question());
                    open.unpark(); // before the server can ask on
                    open.answer(said);
                }
            }
        } catch (McpException | InterruptedException | TimeoutException over) {
            if (open != null) {
                open.abandon("nobody answers");
            }
        } finally {
            synchronized (this) {
                isOver = true;
                question = null;
                notifyAll();
            }
            ended.run();
        }
    }

    /** Puts a question to whoever asks after the task, and waits for the answer. */
    private Response answerTo(Request asked) throws InterruptedException, TimeoutException {
        CompletableFuture<Response> waiting;
        synchronized (this) {
            questions++;
            request = asked;
            question = Question.ofHandshake(asked.method(), asked.params());
            answer = new CompletableFuture<>();
            waiting = answer;
            notifyAll();
        }
        try (var _ =
                cancellation.onCancel(() -> waiting.complete(ServerRequests.withdrawn(asked)))) {
            return waiting.get(call.deadline().remaining().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * What is asked now, by keys that no other question of the task has; waits a moment for it.
     * What a client cannot be asked the server is told at once.
     */
    synchronized Json asked(Json capabilities) {
        long end = System.nanoTime() + FIRST_QUESTION.toNanos();
        try {
            while (question == null && !isOver && end - System.nanoTime() > 1_000_000) {
                wait((end - System.nanoTime()) / 1_000_000);
            }
        } catch (InterruptedException givenUp) {
            Thread.currentThread().interrupt();
        }
        Question known = question;
        Request open = request;
        if (known == null || open == null) {
            return Json.object();
        }
        if (known.lackingIn(capabilities).isPresent()) {
            question = null;
            answer.complete(ServerRequests.undeclared(open));
            return Json.object();
        }
        return Json.object(
                "q" + questions,
                Json.object("method", Json.of(known.method())).with("params", known.params()));
    }

    /** Takes the answer, if there is one to what is asked now. */
    synchronized void answered(Json answers) {
        Question known = question;
        Request open = request;
        Json found = answers.get("q" + questions).orElse(Json.nothing());
        if (known != null && open != null && found.isObject() && known.isAnsweredBy(found)) {
            question = null;
            answer.complete(new Success(open.id(), form.answer(known, found)));
        }
    }

    @Override
    public void close() {
        cancellation.cancel("the task is not waited for any more");
    }
}
