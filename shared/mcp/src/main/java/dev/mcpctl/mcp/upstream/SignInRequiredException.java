package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.message.McpException;

import java.util.concurrent.CompletionStage;

/** A server wants to know who asks, and somebody has to sign in there first. */
public final class SignInRequiredException extends McpException {
    private static final long serialVersionUID = 1L;

    private final transient CompletionStage<?> signedIn;

    /**
     * @param signedIn completes when somebody has
     */
    public SignInRequiredException(String server, String message, CompletionStage<?> signedIn) {
        super(McpException.upstream(server, message).error());
        this.signedIn = signedIn;
    }

    /** Completes when it is worth asking the server again. */
    public CompletionStage<?> signedIn() {
        return signedIn;
    }
}
