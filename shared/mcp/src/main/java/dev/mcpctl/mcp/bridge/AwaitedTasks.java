package dev.mcpctl.mcp.bridge;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.InputRequired;
import dev.mcpctl.mcp.wire.ModernForm;
import dev.mcpctl.mcp.wire.Question;
import dev.mcpctl.mcp.wire.TaskForm;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Waits for what tasks come to, by asking after them, on behalf of clients that wait for results.
 * What a task wants to know in between ends the wait as it would end a call; the client comes back
 * with the answers and the state, and the wait goes on. Any thread; blocks that of the call.
 */
public final class AwaitedTasks {
    private static final String STATE = "dev.mcpctl/task ";
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final Duration USUAL_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final String server;
    private final Function<Call, Json> requests;

    /**
     * @param server for messages
     * @param requests makes {@code tasks/get} and {@code tasks/update} of a call's; throws what is
     *     answered
     */
    public AwaitedTasks(String server, Function<Call, Json> requests) {
        this.server = server;
        this.requests = requests;
    }

    /** Whether a call comes back to a task that was waited for here. */
    public static boolean isAwaitedBy(Call call) {
        return call.params().text(InputRequired.STATE).filter(s -> s.startsWith(STATE)).isPresent();
    }

    /**
     * What a task comes to: the result of the call that began it, or what the client is to be asked
     * first.
     *
     * @param task as it was last heard of
     * @throws McpException the error it ended with; {@code -32603} when it was cancelled, or was
     *     not over before the call's deadline
     */
    public Json result(Call call, Json task) {
        return result(call, task.text(TaskForm.ID).orElse(""), task, Set.of());
    }

    /** Goes on with a wait that ended with a question. */
    public Json resumed(Call call) {
        String id = call.params().text(InputRequired.STATE).orElse("").substring(STATE.length());
        Json answers = call.params().get(InputRequired.RESPONSES).orElse(Json.object());
        Json _ =
                requests.apply(
                        about(
                                call,
                                Methods.TASKS_UPDATE,
                                id,
                                Json.object(InputRequired.RESPONSES, answers)));
        Json task = requests.apply(about(call, Methods.TASKS_GET, id, Json.object()));
        return result(call, id, task, answers.members().keySet());
    }

    private Json result(Call call, String id, Json first, Set<String> answered) {
        Set<String> done = new HashSet<>(answered);
        Json task = first;
        for (int steps = 1; ; steps++) {
            switch (TaskForm.status(task)) {
                case TaskForm.COMPLETED -> {
                    if (task.has("result")) {
                        return typed(task.get("result").orElseThrow());
                    }
                    if (steps > 2) {
                        throw McpException.upstream(
                                server,
                                "server \"" + server + "\" completed a task without a result");
                    }
                }
                case TaskForm.FAILED -> throw failure(task);
                case TaskForm.CANCELLED ->
                        throw McpException.upstream(
                                server, "server \"" + server + "\" has cancelled the task");
                case TaskForm.INPUT_REQUIRED -> {
                    Map<String, Question> questions = questions(task, done);
                    if (!questions.isEmpty()) {
                        return new InputRequired(questions, STATE + id).json();
                    }
                }
                default -> {}
            }
            if (call.meta().wantsProgress()) {
                call.emit(progress(task, steps));
            }
            pause(call, task);
            task = requests.apply(about(call, Methods.TASKS_GET, id, Json.object()));
        }
    }

    private static Json typed(Json result) {
        return result.has("resultType")
                ? result
                : result.with("resultType", Json.of(ModernForm.COMPLETE));
    }

    private McpException failure(Json task) {
        return task.get("error")
                .filter(Json::isObject)
                .map(error -> new McpException(JsonRpcError.of(error)))
                .orElseGet(() ->
                        McpException.upstream(
                                server,
                                "server \""
                                        + server
                                        + "\": the task failed: "
                                        + task.text("statusMessage").orElse("no reason given")));
    }

    /**
     * Without those that were answered a moment ago, which the server may not have taken in yet.
     */
    private static Map<String, Question> questions(Json task, Set<String> answered) {
        if (!task.has(InputRequired.REQUESTS)) {
            return Map.of();
        }
        Map<String, Question> open = new LinkedHashMap<>(InputRequired.of(task).questions());
        open.keySet().removeAll(answered);
        return open;
    }

    private static Notification progress(Json task, int steps) {
        Json params = Json.object("progress", Json.of(steps));
        return new Notification(
                Methods.PROGRESS,
                task.get("statusMessage")
                        .filter(Json::isText)
                        .map(message -> params.with("message", message))
                        .orElse(params));
    }

    private void pause(Call call, Json task) {
        Duration wanted =
                task.get("pollIntervalMs")
                        .flatMap(Json::asLong)
                        .map(Duration::ofMillis)
                        .orElse(USUAL_PAUSE);
        Duration least = wanted.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : wanted;
        try {
            Thread.sleep(least.compareTo(LONGEST_PAUSE) < 0 ? least : LONGEST_PAUSE);
        } catch (InterruptedException givenUp) {
            throw new CancelledException(call.cancellation().reason());
        }
        if (call.cancellation().isCancelled()) {
            throw new CancelledException(call.cancellation().reason());
        }
        if (call.deadline().hasPassed()) {
            throw McpException.upstream(
                    server, "server \"" + server + "\" did not finish the task in time");
        }
    }

    private static Call about(Call call, String method, String id, Json rest) {
        return call.withMethod(method).withParams(rest.with(TaskForm.ID, Json.of(id)));
    }
}
