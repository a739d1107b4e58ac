package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Scope;
import dev.mcpctl.api.resource.Verb;
import dev.mcpctl.daemon.feed.FeedCursor;
import dev.mcpctl.daemon.http.ApiRequest;
import dev.mcpctl.daemon.http.Endpoint;
import dev.mcpctl.daemon.http.Reply;
import dev.mcpctl.daemon.http.Route;
import dev.mcpctl.db.feed.Author;
import dev.mcpctl.db.resource.DeleteMode;
import dev.mcpctl.db.resource.Deletion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The routes of one kind, as its verbs and its scope say. */
final class KindRoutes {
    private static final String ROOT = "/api/v1/";
    private static final String ANY_VERSION = "*";

    private final ResourceKind<?> kind;
    private final FeedCursor feed;
    private final KindWrites writes;
    private final Description description;
    private final ListEndpoint list;

    KindRoutes(
            ResourceKind<?> kind,
            FeedCursor feed,
            KindWrites writes,
            Description description,
            ListEndpoint list) {
        this.kind = kind;
        this.feed = feed;
        this.writes = writes;
        this.description = description;
        this.list = list;
    }

    List<Route> routes() {
        boolean isGlobal = kind.scope() == Scope.GLOBAL;
        String all = ROOT + kind.plural();
        String collection = isGlobal ? all : ROOT + "projects/{project}/" + kind.plural();
        String one = collection + "/{name}";
        List<Route> routes = new ArrayList<>();
        if (!isGlobal) {
            routes.add(Route.of("GET", all, given(Verb.LIST, list)));
        }
        routes.add(Route.of("GET", collection, given(Verb.LIST, list)));
        routes.add(Route.of("GET", one, given(Verb.GET, this::get)));
        routes.add(Route.of("POST", collection, given(Verb.CREATE, this::create)));
        routes.add(Route.of("PUT", one, given(Verb.UPDATE, this::replace)));
        routes.add(Route.of("PATCH", one, given(Verb.UPDATE, this::patch)));
        routes.add(Route.of("DELETE", one, given(Verb.DELETE, this::delete)));
        return routes;
    }

    /** A verb that the kind lacks is answered with the reason, not with "no such path". */
    private Endpoint given(Verb verb, Endpoint endpoint) {
        return kind.verbs().contains(verb)
                ? endpoint
                : _ -> {
                    throw Immutability.of(kind);
                };
    }

    private Reply get(ApiRequest request) {
        request.allowQuery("as", "wide", "showValues");
        Resource resource = find(request);
        return switch (ListEndpoint.View.of(request)) {
            case RESOURCES -> single(200, resource);
            case TABLE -> Reply.json(list.table(List.of(resource), request.flag("wide")));
            case DESCRIPTION ->
                    Reply.text(
                            description.of(
                                    kind,
                                    resource,
                                    feed.catalog(),
                                    request.flag("showValues")
                                            ? Description.Values.SHOWN
                                            : Description.Values.MASKED));
        };
    }

    private Reply create(ApiRequest request) {
        request.allowQuery();
        return single(201, writes.create(author(request), kind, document(request)));
    }

    private Reply replace(ApiRequest request) {
        request.allowQuery("force");
        ObjectNode document = document(request);
        Shipped.refuse(find(request));
        return single(
                200,
                writes.replace(
                        author(request), kind, document, expectedVersion(request, document)));
    }

    private Reply patch(ApiRequest request) {
        request.allowQuery();
        Resource stored = find(request);
        Shipped.refuse(stored);
        ObjectNode document = JsonCodec.object();
        document.set("metadata", stored.metadata().toJson());
        document.set("spec", stored.spec());
        JsonNode patched =
                switch (request.header("content-type").orElse("").replaceAll(";.*", "").strip()) {
                    case "application/merge-patch+json" ->
                            SpecPatch.merge(document, request.object());
                    case "application/json-patch+json" ->
                            document.set(
                                    "spec",
                                    SpecPatch.apply(stored.spec(), JsonCodec.read(request.body())));
                    default ->
                            throw new Problem(
                                    ProblemType.BAD_REQUEST,
                                    "content-type: expected application/merge-patch+json or application/json-patch+json");
                };
        ObjectNode whole = complete((ObjectNode) patched, request);
        return single(
                200,
                writes.replace(
                        author(request),
                        kind,
                        whole,
                        OptionalLong.of(stored.metadata().resourceVersion())));
    }

    private Reply delete(ApiRequest request) {
        request.allowQuery("force", "ignoreNotFound");
        ResourceKey key = key(request);
        feed.catalog().find(key).ifPresent(Shipped::refuse);
        ObjectNode answer = JsonCodec.object();
        try {
            Deletion deletion =
                    writes.delete(
                            author(request),
                            kind,
                            key,
                            request.flag("force") ? DeleteMode.FORCED : DeleteMode.GUARDED);
            answer.set("deleted", ResourceTable.key(key));
            answer.set("detached", ResourceTable.keys(deletion.detached()));
            answer.set("cascaded", ResourceTable.keys(deletion.cascaded()));
        } catch (Problem problem) {
            if (problem.type() != ProblemType.NOT_FOUND || !request.flag("ignoreNotFound")) {
                throw problem;
            }
            answer.putNull("deleted").putArray("detached");
            answer.putArray("cascaded");
        }
        return Reply.json(answer);
    }

    private Resource find(ApiRequest request) {
        ResourceKey key = key(request);
        return feed.catalog()
                .find(key)
                .orElseThrow(() -> Problem.notFound(kind.plural(), key.name()));
    }

    private ResourceKey key(ApiRequest request) {
        return new ResourceKey(
                kind.name(),
                request.parameters().find("project").orElse(null),
                request.parameter("name"));
    }

    private ObjectNode document(ApiRequest request) {
        return complete(request.object(), request);
    }

    /** What the path says need not stand in the document; where it does, it must be the same. */
    private ObjectNode complete(ObjectNode document, ApiRequest request) {
        List<Fault> faults = new ArrayList<>();
        JsonNode word = document.get("kind");
        if (word != null && !kind.answersTo(word.asText())) {
            faults.add(new Fault("/kind", "expected " + kind.name() + ", as in the path"));
        }
        if (!(document.get("metadata") instanceof ObjectNode)) {
            document.putObject("metadata");
        }
        ObjectNode metadata = (ObjectNode) document.get("metadata");
        for (Map.Entry<String, String> given : request.parameters().values().entrySet()) {
            JsonNode written = metadata.get(given.getKey());
            if (written == null) {
                metadata.put(given.getKey(), given.getValue());
            } else if (!written.asText().equals(given.getValue())) {
                faults.add(
                        new Fault(
                                "/metadata/" + given.getKey(),
                                "expected " + given.getValue() + ", as in the path"));
            }
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid("the document", faults);
        }
        return document;
    }

    private static OptionalLong expectedVersion(ApiRequest request, ObjectNode document) {
        String tag = request.header("if-match").orElse("").replace("W/", "").replace("\"", "");
        String version =
                tag.isEmpty()
                        ? document.path("metadata").path("resourceVersion").asText("")
                        : tag.strip();
        if (request.flag("force") || version.equals(ANY_VERSION)) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(version);
            if (number > 0) {
                return OptionalLong.of(number);
            }
        } catch (NumberFormatException e) {
            // said below, with what was expected
        }
        throw new Problem(
                ProblemType.BAD_REQUEST,
                "which version is replaced? expected its resourceVersion in If-Match or in metadata; ?force=true replaces any");
    }

    private static Author author(ApiRequest request) {
        return Author.of(request.principal().name());
    }

    private static Reply single(int status, Resource resource) {
        return Reply.json(status, resource.toJson())
                .withHeader("etag", "\"" + resource.metadata().resourceVersion() + "\"");
    }
}
