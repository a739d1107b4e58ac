package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;

/**
 * On which a handshake-era client hears what belongs to one of its requests before the answer. Safe
 * on any thread; never blocks.
 */
interface ClientChannel {
    /** Sends what a client that is too slow just now may miss. */
    void offer(Notification notification);

    /**
     * Sends a question, or what ends one, however slow the client is.
     *
     * @return false when nobody is there any more to hear it
     */
    boolean send(JsonRpcMessage message);

    /** What goes out on this exchange, which is open for the request alone or for all of them. */
    static ClientChannel on(HttpExchange exchange) {
        return new ClientChannel() {
            @Override
            public void offer(Notification notification) {
                boolean _ = exchange.offer(notification);
            }

            @Override
            public boolean send(JsonRpcMessage message) {
                exchange.send(message);
                return !exchange.isGone();
            }
        };
    }
}
