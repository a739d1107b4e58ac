package dev.mcpctl.mcp.message;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What one line, one HTTP body or one SSE event turned out to hold. */
public sealed interface Frame {
    record Single(JsonRpcMessage message) implements Frame {}

    /**
     * A JSON array; which only one revision allows. Its items are {@link Single} or {@link
     * Malformed}, never batches.
     */
    record Batch(List<Frame> items) implements Frame {
        public Batch {
            items = List.copyOf(items);
        }
    }

    /**
     * Not a message. {@code id} is there when it could be read, so that the sender learns which
     * request was refused.
     */
    record Malformed(@Nullable RequestId id, JsonRpcError error) implements Frame {}
}
