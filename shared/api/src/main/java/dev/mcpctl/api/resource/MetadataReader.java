package dev.mcpctl.api.resource;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.problem.Fault;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the metadata that a user may write: name, project, labels, annotations, resourceVersion.
 */
public final class MetadataReader {
    /** A DNS label, RFC 1123. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

    private static final Pattern LABEL_KEY =
            Pattern.compile(
                    "([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern LABEL_VALUE =
            Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

    private MetadataReader() {}

    /**
     * Reads {@code /metadata} of a document; what is wrong is added to {@code faults} with pointers
     * below {@code /metadata}. What the server sets (uid, generation, times) is read over: an
     * export may be applied again.
     */
    public static Metadata read(ResourceKind<?> kind, JsonNode metadata, List<Fault> faults) {
        Fields fields = new Fields(metadata, "/metadata", faults);
        String name = fields.required("name");
        if (!name.isEmpty()) {
            checkName(name, kind.maxNameLength()).ifPresent(why -> fields.fault("name", why));
        }
        @Nullable String project = fields.text("project").orElse(null);
        if (kind.scope() == Scope.GLOBAL && project != null) {
            fields.fault("project", kind.name() + " is global; it has no project");
        }
        if (kind.scope() == Scope.PROJECT && project == null) {
            fields.fault("project", "required: a " + kind.name() + " belongs to a project");
        }
        Map<String, String> labels = fields.texts("labels");
        labels.forEach((key, value) -> {
            if (!LABEL_KEY.matcher(key).matches() || key.length() > 253) {
                fields.fault("labels/" + Fields.escaped(key), "\"" + key + "\" is not a label key");
            } else if (!LABEL_VALUE.matcher(value).matches()) {
                fields.fault(
                        "labels/" + Fields.escaped(key),
                        "\"" + value + "\" is not a label value: up to 63 of A-Z a-z 0-9 - _ .");
            }
        });
        Map<String, String> annotations = fields.texts("annotations");
        long resourceVersion =
                fields.text("resourceVersion").map(MetadataReader::version).orElse(0L);
        for (String set : List.of("uid", "createdAt", "updatedAt", "generation")) {
            fields.any(set);
        }
        fields.end();
        return new Metadata(
                kind.name(),
                name,
                project,
                labels,
                annotations,
                null,
                0,
                resourceVersion,
                null,
                null);
    }

    /** Why {@code name} is not a name, if it is not. */
    public static Optional<String> checkName(String name, int maxLength) {
        if (!NAME.matcher(name).matches() || name.length() > maxLength) {
            return Optional.of(
                    "\""
                            + name
                            + "\" is not a name: expected lower-case letters, digits and '-', at most "
                            + maxLength
                            + " of them, beginning and ending with a letter or digit");
        }
        return Optional.empty();
    }

    private static long version(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1; // no stored resource has it, so that the write is a conflict
        }
    }
}
