package dev.mcpctl.api.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;

import java.util.List;
import java.util.Optional;

/**
 * The spec of a server that was made from a template: what was written, and beside it, in {@value
 * #RESOLVED}, what the template said at that time. The template may move on; the server does not
 * until its own spec changes.
 *
 * @param template its name
 * @param generation of the template when it was looked up; 0 for one that is shipped
 * @param fields what the template said of a server
 */
public record FromTemplate(String template, long generation, ObjectNode fields) {
    /** The field in which a server names its template. */
    public static final String FIELD = "fromTemplate";

    /** The field that mcpd adds to a server's spec; in what a user writes it is passed over. */
    public static final String RESOLVED = "resolved";

    private static final String ENV = "env";
    private static final List<String> SOURCES = List.of("image", "package", "url", "command");

    /** What belongs to a source, and means nothing beside another one. */
    private static final List<String> OF_SOURCE =
            List.of("image", "pullPolicy", "package", "url", "headers", "oauth", "command", "args");

    /** Empty for a spec that names no template, or none that was looked up. */
    public static Optional<FromTemplate> of(ObjectNode spec) {
        return spec.get(RESOLVED) instanceof ObjectNode resolved
                        && resolved.get("fields") instanceof ObjectNode fields
                ? Optional.of(
                        new FromTemplate(
                                resolved.path("template").asText(),
                                resolved.path("generation").asLong(),
                                fields))
                : Optional.empty();
    }

    /** As it stands in {@value #RESOLVED}. */
    public ObjectNode json() {
        ObjectNode json =
                JsonCodec.object().put("template", template).put("generation", generation);
        json.set("fields", fields);
        return json;
    }

    /** A copy of a spec as its user wrote it. */
    public static ObjectNode written(ObjectNode spec) {
        ObjectNode written = spec.deepCopy();
        written.remove(RESOLVED);
        return written;
    }

    /**
     * What holds for a server: what was written, and where nothing was, what the template says. The
     * variables of the template are left out; see {@link #variables}.
     */
    ObjectNode under(ObjectNode spec) {
        ObjectNode merged = fields.deepCopy();
        merged.remove(ENV);
        if (hasAnotherSource(spec)) {
            merged.remove(OF_SOURCE);
        }
        merged.setAll(written(spec));
        merged.remove(FIELD);
        return merged;
    }

    /** The template's variables, which give way to everything that the server says. */
    ArrayNode variables() {
        return fields.get(ENV) instanceof ArrayNode env ? env : JsonCodec.array();
    }

    private boolean hasAnotherSource(ObjectNode spec) {
        List<String> written = SOURCES.stream().filter(spec::has).toList();
        boolean isEntryPoint = written.equals(List.of("command")) && fields.has("image");
        return !written.isEmpty() && !isEntryPoint && written.stream().noneMatch(fields::has);
    }
}
