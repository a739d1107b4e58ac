package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.daemon.feed.FeedCursor;
import dev.mcpctl.db.feed.Author;
import dev.mcpctl.db.resource.DeleteMode;
import dev.mcpctl.db.resource.Deletion;

import java.util.List;
import java.util.OptionalLong;

/** What mcpd makes by itself: it can be deleted, and comes back. */
final class InstanceWrites implements KindWrites {
    private final FeedCursor feed;
    private final RunningInstances running;

    InstanceWrites(FeedCursor feed, RunningInstances running) {
        this.feed = feed;
        this.running = running;
    }

    @Override
    public Resource create(Author author, ResourceKind<?> kind, ObjectNode document) {
        throw Immutability.of(kind);
    }

    @Override
    public Resource replace(
            Author author,
            ResourceKind<?> kind,
            ObjectNode document,
            OptionalLong expectedVersion) {
        throw Immutability.of(kind);
    }

    @Override
    public Deletion delete(Author author, ResourceKind<?> kind, ResourceKey key, DeleteMode mode) {
        Resource instance =
                feed.catalog()
                        .find(key)
                        .orElseThrow(() -> Problem.notFound(kind.plural(), key.name()));
        running.restart(instance, author.subject());
        return new Deletion(instance, List.of(), List.of());
    }
}
