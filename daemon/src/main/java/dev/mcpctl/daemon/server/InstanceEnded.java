package dev.mcpctl.daemon.server;

import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.McpException;

/** The instance ended before the call was sent to it, so that another may take the call. */
final class InstanceEnded extends McpException {
    private static final long serialVersionUID = 1L;

    InstanceEnded(String server) {
        super(
                new JsonRpcError(
                        ErrorCodes.INTERNAL_ERROR,
                        "server \"" + server + "\" has ended",
                        Json.object("server", Json.of(server))));
    }

    /**
     * An upstream repeats the failure of its last dial, to whoever comes soon after, as a cause.
     */
    static boolean isWhy(McpException failed) {
        return failed instanceof InstanceEnded || failed.getCause() instanceof InstanceEnded;
    }
}
