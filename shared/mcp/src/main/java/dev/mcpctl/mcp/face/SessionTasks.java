package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.wire.TaskForm;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tasks that one session of 2025-11-25 has begun: what it can list, which of them are ours
 * since their results were there at once, and which the client has cancelled. None is kept longer
 * than its {@code ttl}, all of them as long as the session at most. Any thread.
 */
final class SessionTasks {
    private static final int MAX_TASKS = 1_000;
    private static final int MAX_OWN = 32; // their results are kept here
    private static final int PAGE = 50;
    private static final Duration OWN_TTL = Duration.ofMinutes(5);
    private static final Duration LONGEST_OWN_TTL = Duration.ofHours(1);
    private static final String OWN = "here-";

    /**
     * One of them.
     *
     * @param task as the client was last told
     * @param result of one of ours; null when the server has it
     */
    record Known(Json task, @Nullable Json result, @Nullable Instant until) {
        boolean isCancelled() {
            return TaskForm.status(task).equals(TaskForm.CANCELLED);
        }

        private boolean isOver() {
            return until != null && until.isBefore(Instant.now());
        }
    }

    private final Map<String, Known> tasks = new LinkedHashMap<>(); // guarded by this

    /** Remembers a task that a server has begun. */
    synchronized Json begun(Json task) {
        Instant until =
                task.get("ttl")
                        .flatMap(Json::asLong)
                        .map(millis -> Instant.now().plusMillis(millis))
                        .orElse(null);
        put(task, null, until);
        return task;
    }

    /**
     * A task of our own, for a result that is there.
     *
     * @param wanted how long the client wants it to be kept, in milliseconds
     */
    synchronized Json completed(Json result, Optional<Long> wanted) {
        Duration ttl =
                wanted.filter(millis -> millis > 0)
                        .map(Duration::ofMillis)
                        .filter(asked -> asked.compareTo(LONGEST_OWN_TTL) < 0)
                        .orElse(wanted.isPresent() ? LONGEST_OWN_TTL : OWN_TTL);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        boolean isError = result.get("isError").filter(Json::isTrue).isPresent();
        Json task =
                Json.object(TaskForm.ID, Json.of(OWN + Conversations.random()))
                        .with(
                                TaskForm.STATUS,
                                Json.of(isError ? TaskForm.FAILED : TaskForm.COMPLETED))
                        .with("createdAt", Json.of(now.toString()))
                        .with("lastUpdatedAt", Json.of(now.toString()))
                        .with("ttl", Json.of(ttl.toMillis()));
        put(task, result, now.plus(ttl));
        return task;
    }

    private void put(Json task, @Nullable Json result, @Nullable Instant until) {
        tasks.values().removeIf(Known::isOver);
        boolean isOwn = result != null;
        List<String> alike =
                tasks.keySet().stream().filter(id -> id.startsWith(OWN) == isOwn).toList();
        if (alike.size() >= (isOwn ? MAX_OWN : MAX_TASKS)) {
            tasks.remove(alike.getFirst());
        }
        tasks.put(id(task), new Known(task, result, until));
    }

    private static String id(Json task) {
        return task.text(TaskForm.ID).orElse("");
    }

    /**
     * What is known of a task; empty for one that another session began.
     *
     * @throws McpException {@code -32602} for one of ours that is not kept any more
     */
    synchronized Optional<Known> find(String id) {
        tasks.values().removeIf(Known::isOver);
        Known known = tasks.get(id);
        if (known == null && id.startsWith(OWN)) {
            throw McpException.invalidParams("there is no such task (any more)");
        }
        return Optional.ofNullable(known);
    }

    /** The client is told this of a task; of one that it has cancelled nothing else any more. */
    synchronized Json told(Json task) {
        Known known = tasks.get(id(task));
        if (known == null) {
            return task;
        }
        if (known.isCancelled()) {
            return known.task();
        }
        tasks.put(id(task), new Known(task, known.result(), known.until()));
        return task;
    }

    /** One page of the list, in the order in which they were begun. */
    synchronized Json page(Optional<String> cursor) {
        tasks.values().removeIf(Known::isOver);
        List<String> ids = new ArrayList<>(tasks.keySet());
        int from = cursor.isEmpty() ? 0 : ids.indexOf(cursor.get()) + 1;
        if (cursor.isPresent() && from == 0) {
            throw McpException.invalidParams("cursor: not of this list");
        }
        List<Json> page = new ArrayList<>();
        List<String> shown = ids.subList(from, Math.min(ids.size(), from + PAGE));
        for (String id : shown) {
            Known known = tasks.get(id);
            if (known != null) {
                page.add(known.task());
            }
        }
        Json result = Json.object("tasks", Json.array(page));
        return from + PAGE < ids.size()
                ? result.with("nextCursor", Json.of(shown.getLast()))
                : result;
    }
}
