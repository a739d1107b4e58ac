package dev.mcpctl.mcp.matrix;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The tasks of a {@link RevisionServer}, in the way of its revision: each is over when it was asked
 * after twice, or when what it asks is answered, or when it is cancelled, by what its arguments
 * say.
 */
final class TaskKeeper {
    /** Tasks that were cancelled. */
    final Semaphore cancelled = new Semaphore(0);

    private final Revision revision;
    private final Asker asker;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, Task> tasks = new ConcurrentHashMap<>();

    TaskKeeper(Revision revision, Asker asker) {
        this.revision = revision;
        this.asker = asker;
    }

    private static final class Task {
        private final String id;
        private final Json arguments;
        private final Json result;
        private volatile String status;
        private volatile Json answer = Json.nothing();
        private final AtomicInteger heard = new AtomicInteger();

        Task(String id, Json arguments, Json result) {
            this.id = id;
            this.arguments = arguments;
            this.result = result;
            this.status = arguments.has("ask") ? "input_required" : "working";
        }

        /** It gets on a little whenever somebody asks after it. */
        void step() {
            if (status.equals("working")
                    && !arguments.has("hold")
                    && heard.incrementAndGet() >= 2) {
                status = arguments.has("fail") ? "failed" : "completed";
            }
        }

        Json result() {
            if (!answer.isNull()) {
                return said(answer.toString());
            }
            boolean isToolsError = arguments.text("fail").filter("tool"::equals).isPresent();
            return isToolsError ? said("it broke").with("isError", Json.of(true)) : result;
        }

        private static Json said(String text) {
            Json block = Json.object("type", Json.of("text")).with("text", Json.of(text));
            return Json.object("content", Json.array(List.of(block)));
        }

        boolean isError() {
            return arguments.text("fail").filter("error"::equals).isPresent();
        }

        boolean isOver() {
            return !status.equals("working") && !status.equals("input_required");
        }
    }

    static boolean isAbout(String method) {
        return method.startsWith("tasks/");
    }

    /** Begins a task, which comes to {@code result} if its arguments say nothing else. */
    Json begin(Json arguments, Json result) {
        var task = new Task("task-" + numbers.incrementAndGet(), arguments, result);
        tasks.put(task.id, task);
        return revision.isModern()
                ? described(task).with("resultType", Json.of("task"))
                : Json.object("task", described(task));
    }

    Asker.Ending answer(String method, Json params, RevisionServer.Peer peer) {
        Task task = tasks.get(params.text("taskId").orElse(""));
        if (task == null) {
            return new Asker.Ending.Failure(-32602, "no such task", Json.object());
        }
        return switch (method) {
            case Methods.TASKS_GET -> {
                task.step();
                yield new Asker.Ending.Result(revision.isModern() ? whole(task) : described(task));
            }
            case Methods.TASKS_UPDATE -> {
                task.answer =
                        params.get(Ask.ANSWER).flatMap(all -> all.get("k")).orElse(Json.nothing());
                task.status = "working";
                yield new Asker.Ending.Result(Json.object());
            }
            case Methods.TASKS_CANCEL -> cancel(task);
            case Methods.TASKS_RESULT -> result(task, peer);
            default -> new Asker.Ending.Failure(-32601, "Method not found", Json.object());
        };
    }

    private Asker.Ending cancel(Task task) {
        if (task.isOver() && !revision.isModern()) {
            return new Asker.Ending.Failure(-32602, "it is over", Json.object());
        }
        task.status = "cancelled";
        cancelled.release();
        return new Asker.Ending.Result(revision.isModern() ? Json.object() : described(task));
    }

    /** Waits for the end, asks on the way. */
    private Asker.Ending result(Task task, RevisionServer.Peer peer) {
        if (task.status.equals("input_required")) {
            Ask what = Ask.valueOf(task.arguments.text("ask").orElseThrow());
            Optional<Json> answer = asker.asked(what, peer);
            task.answer = answer.orElse(Json.of("refused"));
            task.status = "completed";
        }
        while (!task.isOver()) {
            task.step();
        }
        if (task.isError()) {
            return new Asker.Ending.Failure(-31000, "it broke", Json.object("why", Json.of("x")));
        }
        Json related = Json.object("taskId", Json.of(task.id));
        return new Asker.Ending.Result(
                task.result()
                        .with(
                                "_meta",
                                Json.object("io.modelcontextprotocol/related-task", related)));
    }

    private Json described(Task task) {
        boolean isModern = revision.isModern();
        return Json.object("taskId", Json.of(task.id))
                .with("status", Json.of(task.status))
                .with("createdAt", Json.of("2026-08-01T12:00:00Z"))
                .with("lastUpdatedAt", Json.of("2026-08-01T12:00:00Z"))
                .with(isModern ? "ttlMs" : "ttl", Json.of(60_000))
                .with(isModern ? "pollIntervalMs" : "pollInterval", Json.of(50));
    }

    /** With all that is known of it, as only 2026-07-28 has it. */
    private Json whole(Task task) {
        Json described = described(task);
        if (task.status.equals("input_required")) {
            Ask what = Ask.valueOf(task.arguments.text("ask").orElseThrow());
            Json request =
                    Json.object("method", Json.of(what.method))
                            .with("params", what.params(revision));
            return described.with("inputRequests", Json.object("k", request));
        }
        if (!task.isOver() || task.status.equals("cancelled")) {
            return described;
        }
        return task.isError()
                ? described.with("error", Json.parse("{\"code\":-31000,\"message\":\"it broke\"}"))
                : described.with("status", Json.of("completed")).with("result", task.result());
    }
}
