package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;

/** An established conversation with a server, in that server's era. Safe for many threads. */
interface Connection extends AutoCloseable {
    /** What the server says of itself; may ask it. */
    Discovery discovery(Deadline deadline);

    /**
     * Whether the server answers calls with tasks when it is told, by an extension, that we know
     * them. Never blocks.
     */
    default boolean offersTasks() {
        return false;
    }

    /** One request and its result, both in modern form. */
    Json request(Call call);

    /**
     * Has the server tell of these changes, and of no others any more. Called by one thread at a
     * time.
     *
     * @return what it will tell of
     */
    SubscriptionFilter watch(SubscriptionFilter wanted);

    /** False once it is of no use: the next request needs another one. */
    boolean isOpen();

    @Override
    void close();

    /** What a connection reports, on its own threads; the receiver does not block. */
    interface Events {
        /** A change, in modern form. */
        void changed(Notification event);

        /** The server no longer tells of changes; some may have been missed. */
        void lost();
    }
}
