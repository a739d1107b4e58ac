package dev.mcpctl.localproxy.project;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.wire.TaskForm;

import java.util.Optional;

/**
 * What clients know a server's tasks by: the server's alias, and behind it the name by which mcpd
 * knows the task, which is good for one principal and one server only. So two servers' tasks never
 * have one name, and a name with another alias leads nowhere.
 */
final class TaskNames {
    private static final char END_OF_ALIAS = '.';

    /** A task at its server: its name there. */
    record Origin(String alias, String id) {}

    private TaskNames() {}

    /** Where a client's name of a task leads; empty for what is no such name. */
    static Optional<Origin> origin(String name) {
        int end = name.indexOf(END_OF_ALIAS);
        return end <= 0
                ? Optional.empty()
                : Optional.of(new Origin(name.substring(0, end), name.substring(end + 1)));
    }

    /** A result that is a task, or tells of one, with the name that clients know it by. */
    static Json outward(String alias, Json result) {
        return result.text(TaskForm.ID)
                .map(id -> result.with(TaskForm.ID, Json.of(alias + END_OF_ALIAS + id)))
                .orElse(result);
    }
}
