package dev.mcpctl.mcp.exchange;

import dev.mcpctl.mcp.wire.Revision;

/**
 * Who is on the other side of a face.
 *
 * @param principal whom the daemon authenticated; an opaque name
 * @param conversation opaque handle of this client's conversation: for affinity and state, never
 *     for authority; empty for one that keeps none
 * @param revision what the client speaks
 * @param isStateful whether the conversation is tied to a session or a connection, so that its end
 *     will be told ({@link McpEndpoint#forget}) and what one request changes may show in the next
 */
public record Caller(
        String principal, String conversation, Revision revision, boolean isStateful) {}
