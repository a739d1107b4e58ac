package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.bridge.AwaitedTasks;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Extensions;
import dev.mcpctl.mcp.wire.InputRequired;
import dev.mcpctl.mcp.wire.Question;
import dev.mcpctl.mcp.wire.TaskForm;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Calls of a server that answers with tasks, for clients that know nothing of tasks: theirs are
 * waited for here. A client that knows them gets them as they are. Any thread.
 */
final class ServerTasks {
    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(10);

    private final String server;
    private final Function<Call, Json> requests;
    private final AwaitedTasks awaited;

    /**
     * @param requests takes a call to the server
     */
    ServerTasks(String server, Function<Call, Json> requests) {
        this.server = server;
        this.requests = requests;
        this.awaited = new AwaitedTasks(server, requests);
    }

    Json call(Call call) {
        if (AwaitedTasks.isAwaitedBy(call)) {
            String id = call.params().text(InputRequired.STATE).orElse("");
            return waited(call, id.substring(id.indexOf(' ') + 1), () -> awaited.resumed(call));
        }
        Json result = requests.apply(call);
        boolean isForClient =
                !call.method().equals(Methods.TOOLS_CALL)
                        || !TaskForm.isTask(result)
                        || Extensions.isIn(call.meta().clientCapabilities(), Extensions.TASKS);
        return isForClient
                ? result
                : waited(
                        call,
                        result.text(TaskForm.ID).orElse(""),
                        () -> awaited.result(call, result));
    }

    /** Nobody else knows of the task, so that it ends with the wait for it. */
    private Json waited(Call call, String id, Supplier<Json> wait) {
        try {
            Json result = wait.get();
            Optional<Json> lacking = lacking(call, result);
            if (lacking.isPresent()) {
                cancel(call, id);
                throw new McpException(
                        new JsonRpcError(
                                ErrorCodes.MISSING_CLIENT_CAPABILITY,
                                server
                                        + " asks for something that this client does not offer: "
                                        + lacking.get(),
                                Json.object("requiredCapabilities", lacking.get())));
            }
            return result;
        } catch (CancelledException givenUp) {
            cancel(call, id);
            throw givenUp;
        } catch (McpException failed) {
            if (call.deadline().hasPassed()) {
                cancel(call, id);
            }
            throw failed;
        }
    }

    private static Optional<Json> lacking(Call call, Json result) {
        if (!result.has(InputRequired.REQUESTS)) {
            return Optional.empty();
        }
        for (Question question : InputRequired.of(result).questions().values()) {
            Optional<Json> lacking = question.lackingIn(call.meta().clientCapabilities());
            if (lacking.isPresent()) {
                return lacking;
            }
        }
        return Optional.empty();
    }

    private void cancel(Call call, String id) {
        Call cancel =
                Call.of(
                        Methods.TASKS_CANCEL,
                        Json.object(TaskForm.ID, Json.of(id)),
                        call.meta(),
                        call.caller(),
                        Deadline.after(CANCEL_PATIENCE),
                        new Cancellation(),
                        _ -> {});
        Thread.ofVirtual()
                .name("mcp-cancel-task")
                .start(() -> {
                    try {
                        Json _ = requests.apply(cancel);
                    } catch (McpException gone) {
                        // Then there is nothing left to end.
                    }
                });
    }
}
