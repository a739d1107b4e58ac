package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;

import java.util.Optional;
import java.util.Set;

/**
 * How one revision differs from the next newer one. What a client of an old revision gets has gone
 * through every dialect down to its own ({@link Dialects}).
 */
interface Dialect {
    /** The requests a client may send; what is not here does not exist. */
    Set<String> requests();

    /** A result of the next newer revision, without what this one does not know. */
    Json result(String method, Json newer);

    /**
     * What the next newer revision can ask of a client, as this one asks it; nothing when it
     * cannot.
     */
    default Optional<Question> question(Question newer) {
        return Optional.of(newer);
    }

    /** A notification of the next newer revision, likewise. */
    default Notification notification(Notification newer) {
        return newer;
    }
}
