package dev.mcpctl.api.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What every resource has. A resource that was not stored yet has no uid, generation 0 and
 * resourceVersion 0.
 *
 * @param generation counts changes of the spec, from 1
 * @param resourceVersion moves with every change of spec or metadata, never with status; unique in
 *     the database
 */
public record Metadata(
        String kind,
        String name,
        @Nullable String project,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable String uid,
        long generation,
        long resourceVersion,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt) {

    /** The names that a spec field may not have: in a flat document they are metadata. */
    public static final Set<String> FIELDS =
            Set.of(
                    "kind",
                    "name",
                    "project",
                    "labels",
                    "annotations",
                    "uid",
                    "generation",
                    "resourceVersion",
                    "createdAt",
                    "updatedAt");

    public Metadata {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    }

    /** Metadata of something not stored yet. */
    public static Metadata named(String kind, @Nullable String project, String name) {
        return new Metadata(kind, name, project, Map.of(), Map.of(), null, 0, 0, null, null);
    }

    public ResourceKey key() {
        return new ResourceKey(kind, project, name);
    }

    public Metadata labelled(Map<String, String> newLabels, Map<String, String> newAnnotations) {
        return new Metadata(
                kind,
                name,
                project,
                newLabels,
                newAnnotations,
                uid,
                generation,
                resourceVersion,
                createdAt,
                updatedAt);
    }

    /** Without {@code kind}, which stands beside it in a document. */
    public ObjectNode toJson() {
        ObjectNode json = JsonCodec.object().put("name", name);
        if (project != null) {
            json.put("project", project);
        }
        if (!labels.isEmpty()) {
            json.set("labels", JsonCodec.object(labels));
        }
        if (!annotations.isEmpty()) {
            json.set("annotations", JsonCodec.object(annotations));
        }
        if (uid != null) {
            json.put("uid", uid);
            json.put("generation", generation);
            json.put("resourceVersion", Long.toString(resourceVersion));
        }
        if (createdAt != null) {
            json.put("createdAt", createdAt.toString());
        }
        if (updatedAt != null) {
            json.put("updatedAt", updatedAt.toString());
        }
        return json;
    }

    /**
     * Reads what {@link #toJson} wrote. Not for input of users: {@link MetadataReader} checks that.
     */
    public static Metadata fromJson(String kind, JsonNode json) {
        return new Metadata(
                kind,
                json.path("name").asText(),
                json.hasNonNull("project") ? json.path("project").asText() : null,
                texts(json.path("labels")),
                texts(json.path("annotations")),
                json.hasNonNull("uid") ? json.path("uid").asText() : null,
                json.path("generation").asLong(),
                json.path("resourceVersion").asLong(),
                instant(json.path("createdAt")),
                instant(json.path("updatedAt")));
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    private static @Nullable Instant instant(JsonNode node) {
        return node.isTextual() ? Instant.parse(node.asText()) : null;
    }
}
