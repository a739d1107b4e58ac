package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.McpException;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** A server asks something before it answers. Ends a wait; the call at the server goes on. */
final class AskedException extends McpException {
    private static final long serialVersionUID = 1L;

    private final transient Request question;
    private final transient @Nullable Object rest;

    AskedException(Request question) {
        this(question, null);
    }

    /**
     * @param rest what to wait for from now on
     */
    AskedException(Request question, @Nullable Object rest) {
        super(internal("the server asks for " + question.method()).error());
        this.question = question;
        this.rest = rest;
    }

    /** As thrown by who knows what to wait for. */
    AskedException withRest(Object known) {
        return new AskedException(question, known);
    }

    Request question() {
        return question;
    }

    <T> T rest(Class<T> type) {
        return type.cast(Objects.requireNonNull(rest));
    }
}
