package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.message.Frame;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.wire.Revision;

/**
 * Takes messages to one server and brings what it says, both for all requests together. Lasts as
 * long as the server's end does.
 */
sealed interface Carrier extends AutoCloseable permits LineCarrier, SseCarrier {
    /**
     * Begins to bring what the server says. Called once.
     *
     * @param receiver called on one thread at a time, but for failures; must not block
     */
    void open(Receiver receiver);

    /**
     * Takes a message along sometime and returns at once. Dropped when the carrier is closed. No
     * request overtakes {@code notifications/initialized}.
     *
     * @return how far what was sent reaches, for {@link #wasRead}
     */
    long send(JsonRpcMessage message);

    /** The server has read what was sent as far as this. */
    default void wasRead(long extent) {}

    /** What a handshake settled on, before anything else is sent. */
    default void negotiated(Revision revision) {}

    /** Any thread; a second call does nothing. */
    @Override
    void close();

    /** Who is brought what the server says. */
    interface Receiver {
        void received(Frame frame);

        /** The request of this id will not be answered. Any thread. */
        void failed(long request, McpException why);

        /** Nothing more will come. Any thread, and more than once. */
        void ended();

        /** As {@link #ended}: what is sent is refused, since the session is unknown there. */
        void forgotten();
    }
}
