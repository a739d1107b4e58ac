package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.ResourceKind;

import java.time.Instant;
import java.util.List;

/** Resources as the columns of their kind. */
final class ResourceTable {
    private ResourceTable() {}

    static ArrayNode columns(ResourceKind<?> kind, boolean wide) {
        ArrayNode columns = JsonCodec.array();
        kind.columns(wide)
                .forEach(column ->
                        columns.addObject()
                                .put("name", column.header())
                                .put("wide", column.isWide()));
        return columns;
    }

    static ObjectNode row(ResourceKind<?> kind, Resource resource, boolean wide, Instant now) {
        ObjectNode row = key(resource.key());
        ArrayNode cells = row.putArray("cells");
        kind.cells(resource, wide, now).forEach(cells::add);
        return row;
    }

    /** {@code {kind, name, project?}}. */
    static ObjectNode key(ResourceKey key) {
        ObjectNode json = JsonCodec.object().put("kind", key.kind()).put("name", key.name());
        if (key.project() != null) {
            json.put("project", key.project());
        }
        return json;
    }

    static ArrayNode keys(List<ResourceKey> keys) {
        ArrayNode json = JsonCodec.array();
        keys.forEach(key -> json.add(key(key)));
        return json;
    }
}
