package dev.mcpctl.api.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.resource.ResourceKey;

/**
 * One resource as a file has it, folded to the one shape that mcpd takes. Nothing is checked but
 * the kind; mcpd checks the rest.
 *
 * @param kind canonical: {@code server}
 * @param source the label of the file
 * @param number of the YAML document in its file, from 1; the elements of a list share it
 * @param marks where everything was written
 */
public record ManifestDocument(
        String kind, ObjectNode metadata, ObjectNode spec, String source, int number, Marks marks) {
    /** {@code {kind, metadata, spec}}. */
    public ObjectNode envelope() {
        ObjectNode json = JsonCodec.object().put("kind", kind);
        json.set("metadata", metadata);
        json.set("spec", spec);
        return json;
    }

    /** What it names; the name is empty when none was written. */
    public ResourceKey key() {
        return new ResourceKey(
                kind,
                metadata.path("project").isTextual() ? metadata.path("project").asText() : null,
                metadata.path("name").asText(""));
    }

    /** Without the spec, which may hold secrets. */
    @Override
    public String toString() {
        return source + ": document " + number + ": " + key();
    }
}
