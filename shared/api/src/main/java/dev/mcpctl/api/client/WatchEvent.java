package dev.mcpctl.api.client;

import dev.mcpctl.api.resource.Resource;

/**
 * A change of a watched list.
 *
 * @param type {@code ADDED}, {@code MODIFIED}, {@code DELETED} or {@code STATUS}
 * @param position from which a new watch would go on
 */
public record WatchEvent(String type, long position, Resource resource) {}
