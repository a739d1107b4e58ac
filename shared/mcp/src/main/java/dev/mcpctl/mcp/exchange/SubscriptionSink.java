package dev.mcpctl.mcp.exchange;

import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;

/** Takes what a subscription brings, one call at a time, on any thread. Must not block. */
public interface SubscriptionSink {
    /** Told first, once: what of the filter will be delivered. */
    void acknowledged(SubscriptionFilter honoured);

    /**
     * A change: one of the four {@code list_changed} and {@code updated} notifications, without a
     * subscription id.
     */
    void event(Notification event);

    /**
     * Told last, at most once: the endpoint has nothing more to say. Not told after {@link
     * Listening#close}.
     */
    void ended();
}
