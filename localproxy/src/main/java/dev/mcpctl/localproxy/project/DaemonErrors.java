package dev.mcpctl.localproxy.project;

import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.McpException;

/** What a client is told when mcpd is of no use: {@code data.mcpd} says where it was looked for. */
final class DaemonErrors {
    private DaemonErrors() {}

    static McpException unreachable(String url, String why) {
        return new McpException(
                new JsonRpcError(
                        ErrorCodes.INTERNAL_ERROR, why, Json.object("mcpd", Json.of(url))));
    }

    static McpException unreachable(String url, String server, String why) {
        return new McpException(
                new JsonRpcError(
                        ErrorCodes.INTERNAL_ERROR,
                        why,
                        Json.object("mcpd", Json.of(url)).with("server", Json.of(server))));
    }
}
