package dev.mcpctl.db.feed;

import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One row of the feed. Statuses of {@code before} and {@code after} are empty; values of secrets
 * are null.
 *
 * @param position grows in the order in which changes became visible
 * @param before null for a creation and for a status
 * @param after null for a deletion and for a status
 */
public record Change(
        long position,
        Instant at,
        ChangeOp op,
        ResourceKey key,
        Author author,
        @Nullable Resource before,
        @Nullable Resource after) {}
