package dev.mcpctl.cli.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;

/** RFC 7396: members replace members, null removes. */
record MergePatch(ObjectNode changes) implements Patch {
    @Override
    public ObjectNode apply(ObjectNode document) {
        merge(document, changes);
        return document;
    }

    private static void merge(ObjectNode target, ObjectNode changes) {
        for (var change : changes.properties()) {
            String name = change.getKey();
            JsonNode value = change.getValue();
            if (value.isNull()) {
                target.remove(name);
            } else if (value instanceof ObjectNode members) {
                ObjectNode inner =
                        target.get(name) instanceof ObjectNode object ? object : JsonCodec.object();
                merge(inner, members);
                target.set(name, inner);
            } else {
                target.set(name, value);
            }
        }
    }
}
