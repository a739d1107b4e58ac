package dev.mcpctl.daemon.resource;

import static dev.mcpctl.daemon.resource.OpenApiOperation.EVENTS;
import static dev.mcpctl.daemon.resource.OpenApiOperation.JSON;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Scope;
import dev.mcpctl.api.resource.Verb;
import dev.mcpctl.daemon.http.Route;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Says of every route what it does. A route that nobody described does not start. */
final class OpenApiOperations {
    private static final String ROOT = "/api/v1/";
    private static final String ONE = "/{name}";
    private static final String IN_PROJECT = ROOT + "projects/{project}/";

    /** The routes that are not of one kind. */
    private static final Map<String, OpenApiOperation> OTHERS =
            Map.of(
                    "POST " + ROOT + "apply",
                    OpenApiOperation.of("apply", "applies many resources, all or none")
                            .asks("dryRun")
                            .takes(JSON, manifest())
                            .answers(JSON),
                    "GET " + ROOT + "all",
                    OpenApiOperation.of("export", "what an export holds, in the order of apply")
                            .asks("project")
                            .answers(JSON),
                    "GET " + ROOT + "changes",
                    OpenApiOperation.of("followChanges", "the change feed, from a position on")
                            .asks("position")
                            .answers(EVENTS),
                    "GET " + ROOT + "events",
                    OpenApiOperation.of("listEvents", "what happened to objects")
                            .asks("kind", "name", "project")
                            .answers(JSON),
                    "GET " + ROOT + "version",
                    OpenApiOperation.of("getVersion", "what this mcpd is, and who the caller is")
                            .answers(JSON),
                    "GET " + ROOT + "openapi.json",
                    OpenApiOperation.of("getOpenApi", "this document").answers(JSON),
                    "GET " + ROOT + "servers/{name}/logs",
                    OpenApiOperation.of("getServerLogs", "what a server wrote to stderr")
                            .asks("tail", "since", "follow", "previous", "instance")
                            .answers("text/plain"),
                    "GET " + ROOT + "servers/{name}/sign-in",
                    OpenApiOperation.of("getSignIn", "the caller's sign-in at a server")
                            .answers(JSON),
                    "POST " + ROOT + "servers/{name}/sign-in",
                    OpenApiOperation.of("beginSignIn", "makes a link to sign in at a server with")
                            .answers(JSON),
                    "DELETE " + ROOT + "servers/{name}/sign-in",
                    OpenApiOperation.of("removeSignIn", "forgets the caller's sign-in at a server")
                            .answers(JSON));

    private OpenApiOperations() {}

    /** Empty for what a kind refuses, where a route only says why, and for what browsers see. */
    static Optional<OpenApiOperation> of(Route route) {
        OpenApiOperation other = OTHERS.get(route.method() + " " + route.pattern());
        if (other != null) {
            return Optional.of(other);
        }
        for (ResourceKind<?> kind : Kinds.ALL) {
            if (isOf(kind, route.pattern())) {
                return kind.verbs().contains(verb(route))
                        ? Optional.of(ofKind(kind, route))
                        : Optional.empty();
            }
        }
        if (route.handling() instanceof Route.Raw) {
            return Optional.of(mcp(route));
        }
        if (route.handling() instanceof Route.Open) {
            return Optional.empty();
        }
        throw new IllegalStateException(route + " is not described");
    }

    static ObjectNode reference(String schema) {
        return JsonCodec.object().put("$ref", "#/components/schemas/" + schema);
    }

    static String schema(ResourceKind<?> kind) {
        return capitalized(kind.name());
    }

    private static boolean isOf(ResourceKind<?> kind, String pattern) {
        String collection =
                pattern.endsWith(ONE)
                        ? pattern.substring(0, pattern.length() - ONE.length())
                        : pattern;
        return collection.equals(ROOT + kind.plural())
                || (kind.scope() == Scope.PROJECT && collection.equals(IN_PROJECT + kind.plural()));
    }

    private static Verb verb(Route route) {
        return switch (route.method()) {
            case "GET" -> route.pattern().endsWith(ONE) ? Verb.GET : Verb.LIST;
            case "POST" -> Verb.CREATE;
            case "PUT", "PATCH" -> Verb.UPDATE;
            case "DELETE" -> Verb.DELETE;
            default -> throw new IllegalStateException(route + " is not described");
        };
    }

    private static OpenApiOperation ofKind(ResourceKind<?> kind, Route route) {
        String name = schema(kind);
        ObjectNode whole = reference(name);
        return switch (verb(route)) {
            case GET ->
                    OpenApiOperation.of("get" + name, "one " + kind)
                            .asks("as", "wide", "showValues")
                            .answers(JSON, whole);
            case LIST, WATCH -> {
                String scope = route.pattern().startsWith(IN_PROJECT) ? "OfProject" : "";
                yield OpenApiOperation.of(
                                "list" + name + scope, "lists or watches " + kind.plural())
                        .asks(
                                "limit",
                                "continue",
                                "labelSelector",
                                "project",
                                "as",
                                "wide",
                                "watch",
                                "position")
                        .answers(JSON, reference(name + "List"))
                        .answers(EVENTS);
            }
            case CREATE ->
                    OpenApiOperation.of("create" + name, "creates one " + kind)
                            .takes(JSON, whole)
                            .creates()
                            .answers(JSON, whole);
            case UPDATE ->
                    route.method().equals("PUT")
                            ? OpenApiOperation.of("replace" + name, "replaces one " + kind)
                                    .asks("force")
                                    .takes(JSON, whole)
                                    .answers(JSON, whole)
                            : OpenApiOperation.of("patch" + name, "changes fields of one " + kind)
                                    .takes("application/merge-patch+json", JsonCodec.object())
                                    .takes("application/json-patch+json", JsonCodec.object())
                                    .answers(JSON, whole);
            case DELETE ->
                    OpenApiOperation.of("delete" + name, "deletes one " + kind)
                            .asks("force", "ignoreNotFound")
                            .answers(JSON);
        };
    }

    /** The faces of the protocol, whose messages are described elsewhere. */
    private static OpenApiOperation mcp(Route route) {
        String of = route.pattern().startsWith(IN_PROJECT) ? "OfProject" : "";
        String last = route.pattern().substring(route.pattern().lastIndexOf('/') + 1);
        return OpenApiOperation.of(
                        route.method().toLowerCase(Locale.ROOT) + capitalized(last) + of,
                        "MCP with one server: https://modelcontextprotocol.io/specification")
                .answers(JSON)
                .answers(EVENTS);
    }

    private static String capitalized(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static ObjectNode manifest() {
        ObjectNode schema = JsonCodec.object().put("type", "object");
        schema.putObject("properties")
                .putObject("resources")
                .put("type", "array")
                .putObject("items")
                .put("type", "object");
        schema.putArray("required").add("resources");
        return schema;
    }
}
