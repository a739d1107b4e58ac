package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.Extensions;
import dev.mcpctl.mcp.wire.InputRequired;
import dev.mcpctl.mcp.wire.ModernForm;
import dev.mcpctl.mcp.wire.TaskForm;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The tasks of one connection to a server of 2025-11-25, as the extension of 2026-07-28 has them: a
 * client does not ask for one, its result comes with its state, and what it wants to know too. Any
 * thread. https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/tasks
 */
final class LegacyTasks implements AutoCloseable {
    private static final int MAX_OPEN_RESULTS = 64; // each holds a request open there
    private static final String TASK = "task";

    private final String server;
    private final LegacyForm form;
    private final Function<Call, OpenCall> opens;
    private final Function<Call, Json> requests;
    private final Map<String, TaskResult> results = new ConcurrentHashMap<>(); // by the task's id
    private volatile @Nullable Map<String, String> support; // by the tool's name; null when unknown

    /**
     * @param opens sends a request
     * @param requests takes a whole call to the server, for lists
     */
    LegacyTasks(
            String server,
            LegacyForm form,
            Function<Call, OpenCall> opens,
            Function<Call, Json> requests) {
        this.server = server;
        this.form = form;
        this.opens = opens;
        this.requests = requests;
    }

    /** A call as the server is to get it: as a task, where the tool and the client want that. */
    Call prepared(Call call) {
        if (!call.method().equals(Methods.TOOLS_CALL)) {
            return call;
        }
        Call plain = call.params().has(TASK) ? call.withParams(call.params().without(TASK)) : call;
        if (!form.hasTasks()) {
            return plain;
        }
        String wanted = support(plain).getOrDefault(plain.params().text("name").orElse(""), "");
        boolean isTask =
                switch (wanted) {
                    case "required" -> true;
                    case "optional" ->
                            Extensions.isIn(call.meta().clientCapabilities(), Extensions.TASKS);
                    default -> false;
                };
        return isTask ? plain.withParams(plain.params().with(TASK, Json.object())) : plain;
    }

    /** Which tools can be tasks; the server is asked when it has not said yet. */
    private Map<String, String> support(Call call) {
        Map<String, String> known = support;
        if (known != null) {
            return known;
        }
        Call list = call.withMethod(Methods.TOOLS_LIST).withParams(Json.object());
        Map<String, String> found = new LinkedHashMap<>();
        for (Json tool : ListPages.all(requests, list).items()) {
            TaskForm.support(tool).ifPresent(how -> found.put(tool.text("name").orElse(""), how));
        }
        support = Map.copyOf(found);
        return found;
    }

    void toolsChanged() {
        support = null;
    }

    /** Answers a request about a task. */
    Json answer(Call call) {
        String id =
                call.params()
                        .text(TaskForm.ID)
                        .orElseThrow(
                                () -> McpException.invalidParams("taskId: a string is required"));
        return switch (call.method()) {
            case Methods.TASKS_GET -> state(call, id);
            case Methods.TASKS_UPDATE -> {
                TaskResult open = results.get(id);
                if (open != null) {
                    open.answered(call.params().get(InputRequired.RESPONSES).orElse(Json.object()));
                }
                yield done();
            }
            case Methods.TASKS_CANCEL -> cancelled(call, id);
            default -> throw McpException.methodNotFound(call.method());
        };
    }

    private static Json done() {
        return Json.object("resultType", Json.of(ModernForm.COMPLETE));
    }

    /** That a task is over already is no reason for an error any more. */
    private Json cancelled(Call call, String id) {
        TaskResult open = results.remove(id);
        if (open != null) {
            open.close();
        }
        if (send(call, Methods.TASKS_CANCEL, id) instanceof Failure(RequestId _, JsonRpcError error)
                && error.code() != ErrorCodes.INVALID_PARAMS) {
            throw relayed(error, Methods.TASKS_CANCEL);
        }
        return done();
    }

    private Json state(Call call, String id) {
        Json task =
                switch (send(call, Methods.TASKS_GET, id)) {
                    case Success(RequestId _, Json found) -> TaskForm.ofLegacy(found);
                    case Failure(RequestId _, JsonRpcError error) ->
                            throw relayed(error, Methods.TASKS_GET);
                };
        Json typed = task.with("resultType", Json.of(ModernForm.COMPLETE));
        return switch (TaskForm.status(task)) {
            case TaskForm.COMPLETED, TaskForm.FAILED -> ended(call, id, typed);
            case TaskForm.INPUT_REQUIRED -> asking(call, id, typed);
            default -> typed;
        };
    }

    /** What it came to is asked for apart; an error of the tool's is a result like any other. */
    private Json ended(Call call, String id, Json task) {
        return switch (send(call, Methods.TASKS_RESULT, id)) {
            case Success(RequestId _, Json found) ->
                    task.with(TaskForm.STATUS, Json.of(TaskForm.COMPLETED))
                            .with(
                                    "result",
                                    ModernForm.ofLegacy(
                                            Methods.TOOLS_CALL, unrelated(found), false));
            case Failure(RequestId _, JsonRpcError error) ->
                    task.with(TaskForm.STATUS, Json.of(TaskForm.FAILED))
                            .with("error", relayed(error, Methods.TOOLS_CALL).error().json());
        };
    }

    private static Json unrelated(Json result) {
        Optional<Json> meta = result.get(ModernForm.META).filter(m -> m.has(TaskForm.RELATED));
        if (meta.isEmpty()) {
            return result;
        }
        Json kept = meta.get().without(TaskForm.RELATED);
        return kept.members().isEmpty()
                ? result.without(ModernForm.META)
                : result.with(ModernForm.META, kept);
    }

    /** The server asks where its result is waited for, so that somebody has to wait for it. */
    private Json asking(Call call, String id, Json task) {
        if (!results.containsKey(id) && results.size() >= MAX_OPEN_RESULTS) {
            throw McpException.internal(
                    "more than "
                            + MAX_OPEN_RESULTS
                            + " tasks wait for the answers of their clients");
        }
        TaskResult open =
                results.computeIfAbsent(
                        id,
                        _ -> {
                            var made = new TaskResult(form, opens, call, id);
                            made.start(() -> results.remove(id));
                            return made;
                        });
        Json asked = open.asked(call.meta().clientCapabilities());
        return asked.members().isEmpty()
                ? task.with(TaskForm.STATUS, Json.of(TaskForm.WORKING))
                : task.with(InputRequired.REQUESTS, asked);
    }

    private Response send(Call call, String method, String id) {
        Call asked = call.withMethod(method).withParams(Json.object(TaskForm.ID, Json.of(id)));
        OpenCall open = opens.apply(asked);
        while (true) {
            try {
                return open.await(asked);
            } catch (AskedException asks) {
                open.unpark();
                open.answer(ServerRequests.undeclared(asks.question()));
            }
        }
    }

    private McpException relayed(JsonRpcError error, String method) {
        return new McpException(ModernForm.relayedError(error, method, "", server));
    }

    @Override
    public void close() {
        results.values().forEach(TaskResult::close);
        results.clear();
    }
}
