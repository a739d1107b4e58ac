package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;

/**
 * One server behind us. Connects when first used, and again after it was lost; its era is found out
 * then and remembered. A call that may have reached the server is never sent twice.
 *
 * <p>{@link #call} answers in modern form whatever the era: {@code resultType} is there, {@code
 * -32002} has become {@code -32602}, the server's identity is taken out of {@code _meta}. When the
 * server is gone, every call open there fails at once with {@code -32603} and its name in {@code
 * data.server}. {@code server/discover} is answered from {@link #discover}.
 *
 * <p>{@link #listen} outlives the connection: after a reconnect everything asked for is reported as
 * changed once, since events may have been missed. It ends ({@link SubscriptionSink#ended}) only
 * when this upstream is closed.
 */
public interface Upstream extends McpEndpoint, AutoCloseable {
    /** The server's name, for messages and logs. */
    String name();

    /**
     * What the server says of itself; connects when it has not yet, and blocks until then.
     *
     * @throws dev.mcpctl.mcp.message.McpException {@code -32603} naming the server when it cannot
     *     be reached or understood in time
     */
    Discovery discover(Deadline deadline);

    @Override
    Json call(Call call);

    @Override
    Listening listen(Call call, SubscriptionFilter filter, SubscriptionSink sink);

    /** Lets go of the server; open calls fail, subscriptions end. A second call does nothing. */
    @Override
    void close();
}
