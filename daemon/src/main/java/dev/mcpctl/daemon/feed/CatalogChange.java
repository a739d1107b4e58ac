package dev.mcpctl.daemon.feed;

import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.db.feed.ChangeOp;

import org.jspecify.annotations.Nullable;

/**
 * One thing that changed between two catalogs.
 *
 * @param position of the feed row that brought it
 * @param author subject of who did it
 * @param before null when it was not there
 * @param after null when it is gone
 * @param isDerived a view of another resource changed; the feed has a row for that one only
 */
public record CatalogChange(
        long position,
        ChangeOp op,
        ResourceKey key,
        String author,
        @Nullable Resource before,
        @Nullable Resource after,
        boolean isDerived) {}
