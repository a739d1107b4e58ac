package dev.mcpctl.mcp.exchange;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.wire.HeaderParam;

import java.util.List;

/**
 * Something that answers MCP requests in the form of 2026-07-28: an exchange, a daemon's router, an
 * upstream server. Safe for many threads at once.
 */
public interface McpEndpoint {
    /**
     * Answers one request of any method but {@code subscriptions/listen}, {@code server/discover}
     * included. Blocks until the answer is there, the call's deadline has passed or the call is
     * cancelled.
     *
     * @return the result; {@code resultType}, {@code ttlMs} and the like may be missing, the face
     *     completes them
     * @throws dev.mcpctl.mcp.message.McpException the error to answer with; {@code -32601} for a
     *     method this endpoint lacks
     */
    Json call(Call call);

    /**
     * Opens a subscription ({@code subscriptions/listen}) and returns; it goes on until either side
     * ends it. First the sink is told what was honoured, then it is told events, last its end. May
     * block while the endpoint learns what it can honour.
     *
     * @param call who asks; its params hold the filter as it came
     */
    Listening listen(Call call, SubscriptionFilter filter, SubscriptionSink sink);

    /**
     * Which arguments of the tool that this {@code tools/call} names are to be repeated in HTTP
     * headers, as far as that is known without asking anybody. Never blocks.
     */
    default List<HeaderParam> headerParams(Call call) {
        return List.of();
    }

    /** A conversation that is over: what was kept for it alone may go. */
    default void forget(Caller caller) {}
}
