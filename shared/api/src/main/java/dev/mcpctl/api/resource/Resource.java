package dev.mcpctl.api.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;

/**
 * One resource of any kind: {@code {kind, metadata, spec, status}}. The trees are never changed
 * after they were handed in.
 *
 * @param spec as written, in canonical form; defaults are computed by the kind, never stored
 * @param status what was observed; empty when nothing was
 */
public record Resource(Metadata metadata, ObjectNode spec, ObjectNode status) {
    public static Resource of(Metadata metadata, ObjectNode spec) {
        return new Resource(metadata, spec, JsonCodec.object());
    }

    public ResourceKey key() {
        return metadata.key();
    }

    public ObjectNode toJson() {
        ObjectNode json = JsonCodec.object().put("kind", metadata.kind());
        json.set("metadata", metadata.toJson());
        json.set("spec", spec);
        json.set("status", status);
        return json;
    }

    /** Reads what {@link #toJson} wrote. */
    public static Resource fromJson(JsonNode json) {
        return new Resource(
                Metadata.fromJson(json.path("kind").asText(), json.path("metadata")),
                json.path("spec") instanceof ObjectNode spec ? spec : JsonCodec.object(),
                json.path("status") instanceof ObjectNode status ? status : JsonCodec.object());
    }

    public Resource withStatus(ObjectNode newStatus) {
        return new Resource(metadata, spec, newStatus);
    }

    public Resource withSpec(ObjectNode newSpec) {
        return new Resource(metadata, newSpec, status);
    }
}
