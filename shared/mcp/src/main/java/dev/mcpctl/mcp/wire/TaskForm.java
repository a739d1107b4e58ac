package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;

import java.util.Optional;
import java.util.Set;

/**
 * Tasks as the extension {@value Extensions#TASKS} of 2026-07-28 has them, and as 2025-11-25 had
 * them by itself: nested where they begin, with other names for times, with their results apart,
 * and failed where the other says completed with an error of the tool's.
 */
public final class TaskForm {
    /** The type of a result that is a task. */
    public static final String TYPE = "task";

    public static final String ID = "taskId";
    public static final String STATUS = "status";
    public static final String WORKING = "working";
    public static final String INPUT_REQUIRED = "input_required";
    public static final String COMPLETED = "completed";
    public static final String FAILED = "failed";
    public static final String CANCELLED = "cancelled";

    /** In the {@code _meta} of what belongs to a task of 2025-11-25: which one. */
    public static final String RELATED = "io.modelcontextprotocol/related-task";

    /** The member of a tool that says whether it can be a task; inside, of tools of both eras. */
    public static final String EXECUTION = "execution";

    private static final String SUPPORT = "taskSupport";
    private static final Set<String> TERMINAL = Set.of(COMPLETED, FAILED, CANCELLED);
    private static final Set<String> REQUESTS =
            Set.of(Methods.TASKS_GET, Methods.TASKS_UPDATE, Methods.TASKS_CANCEL);

    private TaskForm() {}

    /** Whether a request of 2026-07-28 is about a task. */
    public static boolean isRequest(String method) {
        return REQUESTS.contains(method);
    }

    /** Whether a result is a task instead of one. */
    public static boolean isTask(Json result) {
        return result.text("resultType").filter(TYPE::equals).isPresent();
    }

    public static String status(Json task) {
        return task.text(STATUS).orElse(WORKING);
    }

    public static boolean isOver(Json task) {
        return TERMINAL.contains(status(task));
    }

    /** A task of 2025-11-25, without the type of a result. */
    public static Json ofLegacy(Json task) {
        Json modern =
                task.without("ttl", "pollInterval", ModernForm.META)
                        .with("ttlMs", task.get("ttl").orElse(Json.nothing()));
        Optional<Json> interval = task.get("pollInterval");
        return interval.isEmpty() ? modern : modern.with("pollIntervalMs", interval.get());
    }

    /** The task with which a server of 2025-11-25 answers a call, as a result of its own type. */
    static Optional<Json> begun(Json result) {
        return result.get(TYPE)
                .filter(task -> task.text(ID).isPresent() && !result.has("content"))
                .map(task -> ofLegacy(task).with("resultType", Json.of(TYPE)));
    }

    /** A task as a client of 2025-11-25 is told of it. */
    public static Json toLegacy(Json task) {
        Json legacy =
                task.without(
                                "resultType",
                                "result",
                                "error",
                                "inputRequests",
                                "ttlMs",
                                "pollIntervalMs",
                                ModernForm.META)
                        .with("ttl", task.get("ttlMs").orElse(Json.nothing()));
        Optional<Json> interval = task.get("pollIntervalMs");
        if (interval.isPresent()) {
            legacy = legacy.with("pollInterval", interval.get());
        }
        boolean isToolsError =
                task.get("result")
                        .flatMap(result -> result.get("isError"))
                        .filter(Json::isTrue)
                        .isPresent();
        return isToolsError ? legacy.with(STATUS, Json.of(FAILED)) : legacy;
    }

    /** The task to which a request of 2025-11-25 says that it belongs; empty for none. */
    public static String related(Json params) {
        return params.get(ModernForm.META)
                .flatMap(meta -> meta.get(RELATED))
                .flatMap(related -> related.text(ID))
                .orElse("");
    }

    /** The task whose result is waited for by such a request; empty for any other request. */
    public static String awaited(String method, Json params) {
        return method.equals(Methods.TASKS_RESULT) ? params.text(ID).orElse("") : "";
    }

    /** Whether a tool cannot be called but as a task, or can be; empty when it cannot. */
    public static Optional<String> support(Json tool) {
        return tool.get(EXECUTION)
                .flatMap(execution -> execution.text(SUPPORT))
                .filter(support -> support.equals("required") || support.equals("optional"));
    }

    /** A list of tools each of which can be called as a task. */
    public static Json withSupport(Json list) {
        return Items.change(
                list,
                "tools",
                tool -> tool.with(EXECUTION, Json.object(SUPPORT, Json.of("optional"))));
    }

    /** A list of tools as it is outside: 2026-07-28 does not say it of a tool. */
    public static Json withoutSupport(Json list) {
        boolean isThere =
                list.get("tools")
                        .filter(tools ->
                                tools.elements().stream().anyMatch(tool -> tool.has(EXECUTION)))
                        .isPresent();
        return isThere ? Items.change(list, "tools", tool -> tool.without(EXECUTION)) : list;
    }

    /** A tool of a server that needs a task for it: we can wait for one ourselves. */
    static Json withOptionalSupport(Json tool) {
        return support(tool).filter("required"::equals).isPresent()
                ? tool.with(EXECUTION, Json.object(SUPPORT, Json.of("optional")))
                : tool;
    }
}
