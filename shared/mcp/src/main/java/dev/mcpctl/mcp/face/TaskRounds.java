package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.bridge.AwaitedTasks;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Extensions;
import dev.mcpctl.mcp.wire.InputRequired;
import dev.mcpctl.mcp.wire.ModernForm;
import dev.mcpctl.mcp.wire.Question;
import dev.mcpctl.mcp.wire.TaskForm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An endpoint as a client of 2025-11-25 knows one: it says which of its calls are to be tasks, asks
 * for their results apart, and is asked on the stream of that. For one request, on its thread.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/tasks
 */
final class TaskRounds implements McpEndpoint {
    private static final String TASK = "task";
    private static final int MAX_PAGES = 100; // of a list that a tool is looked for in

    private final McpEndpoint endpoint;
    private final SessionTasks tasks;
    private final Function<McpEndpoint, McpEndpoint> rounds;

    /**
     * @param rounds an endpoint whose questions are put to the client
     */
    TaskRounds(
            McpEndpoint endpoint, SessionTasks tasks, Function<McpEndpoint, McpEndpoint> rounds) {
        this.endpoint = endpoint;
        this.tasks = tasks;
        this.rounds = rounds;
    }

    @Override
    public Json call(Call call) {
        return switch (call.method()) {
            case Methods.TOOLS_CALL -> {
                Optional<Json> task = call.params().get(TASK).filter(Json::isObject);
                Call plain = call.withParams(call.params().without(TASK));
                yield task.isPresent()
                        ? begun(plain, task.get())
                        : rounds.apply(endpoint).call(plain);
            }
            case Methods.TASKS_LIST -> tasks.page(call.params().text("cursor"));
            case Methods.TASKS_GET -> state(call);
            case Methods.TASKS_RESULT -> result(call);
            case Methods.TASKS_CANCEL -> cancelled(call);
            default -> rounds.apply(endpoint).call(call);
        };
    }

    private Json begun(Call call, Json wanted) {
        requirePossible(call);
        Json result = rounds.apply(endpoint).call(able(call));
        Json task =
                TaskForm.isTask(result)
                        ? tasks.begun(TaskForm.toLegacy(result))
                        : tasks.completed(result, wanted.get("ttl").flatMap(Json::asLong));
        return Json.object(TASK, task);
    }

    /** What is no tool of the list is for whoever calls it to refuse. */
    private void requirePossible(Call call) {
        String name = call.params().text("name").orElse("");
        if (listed(call, name).filter(tool -> TaskForm.support(tool).isEmpty()).isPresent()) {
            throw new McpException(
                    new JsonRpcError(
                            ErrorCodes.METHOD_NOT_FOUND,
                            "tool \""
                                    + name
                                    + "\" cannot be called as a task (execution.taskSupport:"
                                    + " forbidden)"));
        }
    }

    private Optional<Json> listed(Call call, String name) {
        Call list = call.withMethod(Methods.TOOLS_LIST).withParams(Json.object());
        for (int pages = 0; pages < MAX_PAGES; pages++) {
            Json page = endpoint.call(list);
            Optional<Json> found =
                    page.get("tools").orElse(Json.nothing()).elements().stream()
                            .filter(tool -> tool.text("name").equals(Optional.of(name)))
                            .findFirst();
            Optional<Json> next = page.get("nextCursor").filter(Json::isText);
            if (found.isPresent() || next.isEmpty()) {
                return found;
            }
            list = list.withParams(Json.object("cursor", next.get()));
        }
        return Optional.empty();
    }

    /** Only what is asked for as a task may become one. */
    private static Call able(Call call) {
        Json able =
                Extensions.with(call.meta().clientCapabilities(), Extensions.TASKS, Json.object());
        return call.withMeta(call.meta().withClientCapabilities(able));
    }

    private static String id(Call call) {
        return call.params()
                .text(TaskForm.ID)
                .orElseThrow(() -> McpException.invalidParams("taskId: a string is required"));
    }

    private Json state(Call call) {
        Optional<SessionTasks.Known> known = tasks.find(id(call));
        boolean isSettled =
                known.filter(task -> task.result() != null || task.isCancelled()).isPresent();
        return isSettled
                ? known.get().task()
                : tasks.told(TaskForm.toLegacy(endpoint.call(able(call))));
    }

    private Json result(Call call) {
        String id = id(call);
        Optional<SessionTasks.Known> known = tasks.find(id);
        if (known.filter(SessionTasks.Known::isCancelled).isPresent()) {
            throw McpException.invalidParams("the task was cancelled");
        }
        Json there = known.map(SessionTasks.Known::result).orElse(null);
        Json result = there == null ? rounds.apply(new Waiting(id)).call(able(call)) : there;
        return related(result, id);
    }

    private Json cancelled(Call call) {
        Json task = state(call);
        if (TaskForm.isOver(task)) {
            throw McpException.invalidParams(
                    "the task is over already: it is " + TaskForm.status(task));
        }
        Json _ = endpoint.call(able(call));
        return tasks.told(task.with(TaskForm.STATUS, Json.of(TaskForm.CANCELLED)));
    }

    private static Json related(Json object, String id) {
        Json meta = object.get(ModernForm.META).filter(Json::isObject).orElse(Json.object());
        return object.with(
                ModernForm.META,
                meta.with(TaskForm.RELATED, Json.object(TaskForm.ID, Json.of(id))));
    }

    @Override
    public Listening listen(Call call, SubscriptionFilter filter, SubscriptionSink sink) {
        return endpoint.listen(call, filter, sink);
    }

    /** The wait for one task, asked as if it were the call itself. */
    private final class Waiting implements McpEndpoint {
        private final String id;
        private final AwaitedTasks awaited = new AwaitedTasks("tasks", endpoint::call);

        Waiting(String id) {
            this.id = id;
        }

        @Override
        public Json call(Call call) {
            Json result =
                    AwaitedTasks.isAwaitedBy(call)
                            ? awaited.resumed(call)
                            : awaited.result(call, get(call));
            return ModernForm.needsInput(result) ? asked(result) : result;
        }

        private Json get(Call call) {
            return endpoint.call(
                    call.withMethod(Methods.TASKS_GET)
                            .withParams(Json.object(TaskForm.ID, Json.of(id))));
        }

        /** Every question says which task it belongs to. */
        private Json asked(Json result) {
            InputRequired required = InputRequired.of(result);
            Map<String, Question> questions = new LinkedHashMap<>();
            required.questions()
                    .forEach((key, question) ->
                            questions.put(
                                    key,
                                    new Question(
                                            question.method(), related(question.params(), id))));
            return new InputRequired(questions, required.state()).json();
        }

        @Override
        public Listening listen(Call call, SubscriptionFilter filter, SubscriptionSink sink) {
            return endpoint.listen(call, filter, sink);
        }
    }
}
