package dev.mcpctl.db.resource;

import dev.mcpctl.api.resource.Resource;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Resources by project and name.
 *
 * @param position of the feed in the snapshot that this page was read from: a watch goes on from
 *     there
 * @param continueToken names the next page; null when this is the last
 */
public record ResourcePage(List<Resource> items, long position, @Nullable String continueToken) {
    public ResourcePage {
        items = List.copyOf(items);
    }
}
