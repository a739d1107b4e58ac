package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.db.feed.Author;
import dev.mcpctl.db.resource.DeleteMode;
import dev.mcpctl.db.resource.Deletion;
import dev.mcpctl.db.resource.ResourceStore;

import java.util.OptionalLong;

/** The kinds in the generic store. */
final class StoredWrites implements KindWrites {
    private final ResourceStore store;
    private final WriteTurns turns;
    private final RunningInstances running;

    StoredWrites(ResourceStore store, WriteTurns turns, RunningInstances running) {
        this.store = store;
        this.turns = turns;
        this.running = running;
    }

    @Override
    public Resource create(Author author, ResourceKind<?> kind, ObjectNode document) {
        return newest(
                turns.write(catalog -> store.create(author, checked(kind, document, catalog))));
    }

    @Override
    public Resource replace(
            Author author,
            ResourceKind<?> kind,
            ObjectNode document,
            OptionalLong expectedVersion) {
        return newest(
                turns.write(catalog -> {
                    Resource checked = checked(kind, document, catalog);
                    return expectedVersion.isPresent()
                            ? store.update(author, checked, expectedVersion.getAsLong())
                            : store.overwrite(author, checked);
                }));
    }

    @Override
    public Deletion delete(Author author, ResourceKind<?> kind, ResourceKey key, DeleteMode mode) {
        return turns.write(_ -> store.delete(author, key, mode)).value();
    }

    private Resource checked(ResourceKind<?> kind, ObjectNode document, Catalog catalog) {
        return BatchCheck.single(kind, document, catalog, running::refusal);
    }

    /** With the status, which the store's answer may not have. */
    private static Resource newest(WriteTurns.Passed<Resource> passed) {
        return passed.catalog().find(passed.value().key()).orElse(passed.value());
    }
}
