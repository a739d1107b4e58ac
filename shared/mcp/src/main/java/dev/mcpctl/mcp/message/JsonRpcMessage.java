package dev.mcpctl.mcp.message;

import org.jspecify.annotations.Nullable;

/** One JSON-RPC message. {@code params} is always an object; an absent one is the empty object. */
public sealed interface JsonRpcMessage {
    record Request(RequestId id, String method, Json params) implements JsonRpcMessage {}

    record Notification(String method, Json params) implements JsonRpcMessage {
        public Notification(String method) {
            this(method, Json.object());
        }
    }

    sealed interface Response extends JsonRpcMessage {}

    record Success(RequestId id, Json result) implements Response {}

    /**
     * An error in place of a result.
     *
     * @param id absent when the request's own could not be read
     */
    record Failure(@Nullable RequestId id, JsonRpcError error) implements Response {}

    /** As it goes over the wire: UTF-8 without a line break. */
    default byte[] toBytes() {
        return MessageWriter.write(this);
    }

    /** As {@link #toBytes}, ended by a line feed. */
    default byte[] toLine() {
        return MessageWriter.writeLine(this);
    }
}
