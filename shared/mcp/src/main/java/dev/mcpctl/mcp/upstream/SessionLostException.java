package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.message.McpException;

/** The server does not know our session any more; the connection is of no use. */
final class SessionLostException extends McpException {
    private static final long serialVersionUID = 1L;

    SessionLostException(String server) {
        super(
                upstream(
                                server,
                                "server \""
                                        + server
                                        + "\" has lost our session; the call was not repeated")
                        .error());
    }
}
