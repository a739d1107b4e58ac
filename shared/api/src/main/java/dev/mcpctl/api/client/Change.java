package dev.mcpctl.api.client;

import dev.mcpctl.api.resource.ResourceKey;

/**
 * One row of the change feed.
 *
 * @param operation {@code create}, {@code update}, {@code delete}, {@code status}, or {@code
 *     hello}: the first of a stream, which has a position and nothing else
 */
public record Change(long position, String operation, ResourceKey key, String author) {
    public static final String HELLO = "hello";
}
