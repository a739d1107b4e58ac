package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.message.McpException;

/**
 * A server wants to know what this client cannot be asked, or did not answer. The message is for
 * the model or the person behind the client.
 */
final class UnanswerableException extends McpException {
    private static final long serialVersionUID = 1L;

    UnanswerableException(String why) {
        super(internal(why).error());
    }
}
