package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.db.feed.Author;
import dev.mcpctl.db.resource.DeleteMode;
import dev.mcpctl.db.resource.Deletion;

import java.util.OptionalLong;

/**
 * Writes resources of the kinds that are kept in one way. Documents are {@code {metadata, spec}} as
 * the user wrote them. What is answered can be read back at once. Any thread; blocks.
 */
interface KindWrites {
    Resource create(Author author, ResourceKind<?> kind, ObjectNode document);

    /**
     * Replaces what is stored.
     *
     * @param expectedVersion empty: whatever is stored
     */
    Resource replace(
            Author author, ResourceKind<?> kind, ObjectNode document, OptionalLong expectedVersion);

    Deletion delete(Author author, ResourceKind<?> kind, ResourceKey key, DeleteMode mode);
}
