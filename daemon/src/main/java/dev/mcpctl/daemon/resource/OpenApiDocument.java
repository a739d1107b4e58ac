package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.daemon.http.Route;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What this API is, for tools: made of the routes that are served and the kinds that are known, so
 * that it cannot say anything else than they do. https://spec.openapis.org/oas/v3.1.1.html
 */
public final class OpenApiDocument {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");

    private OpenApiDocument() {}

    /**
     * The whole document.
     *
     * @param version of the program
     * @throws IllegalStateException when one of the routes is described nowhere
     */
    public static ObjectNode of(String version, Collection<Route> routes) {
        ObjectNode document = JsonCodec.object().put("openapi", "3.1.1");
        document.putObject("info")
                .put("title", "mcpd")
                .put("version", version)
                .put("summary", "Resources and MCP servers of an installation of mcpctl.");
        document.putArray("security").addObject().putArray("token");
        ObjectNode paths = document.putObject("paths");
        routes.stream()
                .sorted(Comparator.comparing(Route::pattern))
                .forEach(route ->
                        OpenApiOperations.of(route)
                                .ifPresent(operation -> add(paths, route, operation)));
        ObjectNode components = document.putObject("components");
        components
                .putObject("securitySchemes")
                .putObject("token")
                .put("type", "http")
                .put("scheme", "bearer");
        ObjectNode schemas = components.putObject("schemas");
        schemas.set("Problem", problem());
        schemas.set("Metadata", metadata());
        Kinds.ALL.forEach(kind -> addSchemas(schemas, kind));
        return document;
    }

    private static void add(ObjectNode paths, Route route, OpenApiOperation described) {
        ObjectNode operation =
                paths.withObjectProperty(route.pattern())
                        .putObject(route.method().toLowerCase(Locale.ROOT))
                        .put("operationId", described.id())
                        .put("summary", described.summary());
        ArrayNode parameters = operation.putArray("parameters");
        PARAMETER
                .matcher(route.pattern())
                .results()
                .forEach(found -> add(parameters, found.group(1), "path").put("required", true));
        described.query().forEach(name -> add(parameters, name, "query"));
        if (!described.body().isEmpty()) {
            operation
                    .putObject("requestBody")
                    .put("required", true)
                    .set("content", content(described.body()));
        }
        ObjectNode responses = operation.putObject("responses");
        responses
                .putObject(Integer.toString(described.status()))
                .put("description", described.summary())
                .set("content", content(described.answer()));
        responses
                .putObject("default")
                .put("description", "what was wrong (RFC 9457)")
                .set(
                        "content",
                        content(
                                Map.of(
                                        "application/problem+json",
                                        OpenApiOperations.reference("Problem"))));
    }

    private static ObjectNode add(ArrayNode parameters, String name, String in) {
        ObjectNode parameter = parameters.addObject().put("name", name).put("in", in);
        parameter.putObject("schema").put("type", "string");
        return parameter;
    }

    private static ObjectNode content(Map<String, ObjectNode> schemas) {
        ObjectNode content = JsonCodec.object();
        schemas.forEach((type, schema) -> content.putObject(type).set("schema", schema));
        return content;
    }

    private static void addSchemas(ObjectNode schemas, ResourceKind<?> kind) {
        String name = OpenApiOperations.schema(kind);
        schemas.set(name + "Spec", kind.schema());
        ObjectNode whole = schemas.putObject(name).put("type", "object");
        ObjectNode properties = whole.putObject("properties");
        properties.putObject("kind").put("const", kind.name());
        properties.set("metadata", OpenApiOperations.reference("Metadata"));
        properties.set("spec", OpenApiOperations.reference(name + "Spec"));
        properties
                .putObject("status")
                .put("type", "object")
                .put("readOnly", true)
                .put("description", "What was observed; written by mcpd alone.");
        whole.putArray("required").add("metadata").add("spec");
        ObjectNode list = schemas.putObject(name + "List").put("type", "object");
        ObjectNode parts = list.putObject("properties");
        parts.putObject("kind").put("const", "List");
        parts.putObject("items")
                .put("type", "array")
                .set("items", OpenApiOperations.reference(name));
        ObjectNode snapshot = parts.putObject("metadata").put("type", "object");
        ObjectNode marks = snapshot.putObject("properties");
        marks.putObject("position")
                .put("type", "integer")
                .put("description", "Of the snapshot in the change feed; a watch goes on from it.");
        marks.putObject("continue")
                .put("type", "string")
                .put("description", "For the next page; absent on the last.");
    }

    private static ObjectNode metadata() {
        return (ObjectNode)
                JsonCodec.read(
                        """
                        {"type": "object", "properties": {
                          "name": {"type": "string", "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "maxLength": 63},
                          "project": {"type": "string"},
                          "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                          "annotations": {"type": "object", "additionalProperties": {"type": "string"}},
                          "uid": {"type": "string", "readOnly": true},
                          "generation": {"type": "integer", "readOnly": true},
                          "resourceVersion": {"type": "string", "description": "Of the state that was read; a write that names another one is a conflict."},
                          "createdAt": {"type": "string", "format": "date-time", "readOnly": true},
                          "updatedAt": {"type": "string", "format": "date-time", "readOnly": true}
                        }}\
                        """);
    }

    private static ObjectNode problem() {
        return (ObjectNode)
                JsonCodec.read(
                        """
                        {"type": "object", "properties": {
                          "type": {"type": "string", "format": "uri-reference"},
                          "title": {"type": "string"},
                          "status": {"type": "integer"},
                          "detail": {"type": "string"},
                          "instance": {"type": "string", "format": "uri-reference"},
                          "errors": {"type": "array", "items": {"type": "object", "properties": {
                            "pointer": {"type": "string", "format": "json-pointer"}, "detail": {"type": "string"}}}}
                        }}\
                        """);
    }
}
