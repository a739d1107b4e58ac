package dev.mcpctl.mcp.bridge;

/** A call that waits at its server for its client to come back. */
@FunctionalInterface
public interface ParkedCall {
    /** Nobody came: the server is told, and nothing is kept. Must not block. */
    void abandon(String reason);
}
