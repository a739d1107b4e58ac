package dev.mcpctl.mcp.exchange;

import dev.mcpctl.mcp.message.McpException;

/**
 * The call was given up by its client. Nothing is answered any more; whoever holds something for
 * the call lets go of it.
 */
public final class CancelledException extends McpException {
    private static final long serialVersionUID = 1L;

    public CancelledException(String reason) {
        super(internal(reason.isEmpty() ? "cancelled" : "cancelled: " + reason).error());
    }
}
