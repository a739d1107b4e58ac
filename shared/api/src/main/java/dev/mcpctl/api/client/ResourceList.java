package dev.mcpctl.api.client;

import dev.mcpctl.api.resource.Resource;

import java.util.List;

/**
 * All pages of a list.
 *
 * @param position in the change feed, from which a watch goes on
 */
public record ResourceList(List<Resource> items, long position) {
    public ResourceList {
        items = List.copyOf(items);
    }
}
