package dev.mcpctl.api.server;

/**
 * Where a server that mcpd runs serves HTTP.
 *
 * @param port on which it listens, inside its container or on this machine
 * @param path of its MCP endpoint, or of its SSE stream
 */
public record Listening(int port, String path) {
    /** The path of a server that says nothing. */
    static String defaultPath(Transport transport) {
        return transport == Transport.SSE ? "/sse" : "/mcp";
    }
}
