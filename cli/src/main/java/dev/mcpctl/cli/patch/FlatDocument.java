package dev.mcpctl.cli.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.cli.print.UsageError;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The fields of a resource that a person may change: its spec, labels and annotations. */
final class FlatDocument {
    private static final String LABELS = "labels";
    private static final String ANNOTATIONS = "annotations";
    private static final List<String> SECTIONS = List.of("spec", "metadata", "status");

    private FlatDocument() {}

    static ObjectNode of(Resource resource) {
        ObjectNode document = resource.spec().deepCopy();
        Metadata metadata = resource.metadata();
        if (!metadata.labels().isEmpty()) {
            document.set(LABELS, JsonCodec.object(metadata.labels()));
        }
        if (!metadata.annotations().isEmpty()) {
            document.set(ANNOTATIONS, JsonCodec.object(metadata.annotations()));
        }
        return document;
    }

    /** The resource with these fields; what only mcpd sets stays as it was. */
    static Resource applied(Resource resource, ObjectNode document) {
        for (String section : SECTIONS) {
            if (document.has(section) && !resource.spec().has(section)) {
                throw new UsageError(
                        "a patch begins at the fields of the spec: write {\"replicas\": 0}, not"
                                + " {\"spec\": {\"replicas\": 0}}");
            }
        }
        for (String fixed : Metadata.FIELDS) {
            boolean isChangeable = fixed.equals(LABELS) || fixed.equals(ANNOTATIONS);
            if (document.has(fixed) && !isChangeable) {
                throw new UsageError("\"" + fixed + "\" cannot be changed");
            }
        }
        ObjectNode spec = document.deepCopy();
        Metadata metadata =
                resource.metadata()
                        .labelled(
                                texts(LABELS, spec.remove(LABELS)),
                                texts(ANNOTATIONS, spec.remove(ANNOTATIONS)));
        return new Resource(metadata, spec, resource.status());
    }

    private static Map<String, String> texts(String field, @Nullable JsonNode node) {
        Map<String, String> texts = new TreeMap<>();
        if (node != null && !node.isNull() && !node.isObject()) {
            throw new UsageError(field + ": expected an object of texts");
        }
        if (node != null) {
            node.properties()
                    .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        }
        return texts;
    }
}
