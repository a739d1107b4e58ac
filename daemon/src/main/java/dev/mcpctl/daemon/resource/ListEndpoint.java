package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.daemon.feed.FeedCursor;
import dev.mcpctl.daemon.http.ApiRequest;
import dev.mcpctl.daemon.http.Endpoint;
import dev.mcpctl.daemon.http.Reply;
import dev.mcpctl.db.resource.ListQuery;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The resources of one kind, page by page: as they are or as a table. */
final class ListEndpoint implements Endpoint {
    private final ResourceKind<?> kind;
    private final FeedCursor feed;
    private final WatchEndpoint watch;
    private final Clock clock;

    ListEndpoint(ResourceKind<?> kind, FeedCursor feed, Clock clock) {
        this.kind = kind;
        this.feed = feed;
        this.watch = new WatchEndpoint(kind, feed, clock);
        this.clock = clock;
    }

    @Override
    public Reply answer(ApiRequest request) {
        if (request.flag("watch")) {
            return watch.answer(request);
        }
        request.allowQuery("watch", "limit", "continue", "labelSelector", "project", "as", "wide");
        Catalog catalog = feed.catalog();
        Selection selection = Selection.of(kind, request);
        int limit = limit(request);
        List<Resource> page =
                from(request, selection, catalog)
                        .filter(selection.in(catalog))
                        .limit(limit + 1L)
                        .toList();
        String next =
                page.size() > limit
                        ? new PageToken(selection.fingerprint(), page.get(limit - 1).key()).encode()
                        : null;
        List<Resource> shown = page.subList(0, Math.min(limit, page.size()));
        ObjectNode body =
                View.of(request) == View.TABLE
                        ? table(shown, request.flag("wide"))
                        : resources(shown);
        body.set("metadata", metadata(catalog.position(), next));
        return Reply.json(body);
    }

    /** How resources are shown. */
    enum View {
        RESOURCES,
        TABLE,
        DESCRIPTION;

        static View of(ApiRequest request) {
            return switch (request.query("as").orElse("")) {
                case "" -> RESOURCES;
                case "table" -> TABLE;
                case "description" -> DESCRIPTION;
                default ->
                        throw new Problem(
                                ProblemType.BAD_REQUEST,
                                "parameter as: expected table or description, got \""
                                        + request.query("as").orElse("")
                                        + "\"");
            };
        }
    }

    ObjectNode table(List<Resource> resources, boolean wide) {
        Instant now = clock.instant();
        ObjectNode table = JsonCodec.object();
        table.set("columns", ResourceTable.columns(kind, wide));
        ArrayNode rows = table.putArray("rows");
        resources.forEach(resource -> rows.add(ResourceTable.row(kind, resource, wide, now)));
        return table;
    }

    private Stream<Resource> from(ApiRequest request, Selection selection, Catalog catalog) {
        String token = request.query("continue").orElse(null);
        if (token == null) {
            return catalog.list(kind);
        }
        ResourceKey last = PageToken.decode(token, kind.name(), selection.fingerprint()).last();
        return catalog.listAfter(kind, last);
    }

    private static ObjectNode resources(List<Resource> resources) {
        ObjectNode list = JsonCodec.object().put("kind", "List");
        ArrayNode items = list.putArray("items");
        resources.forEach(resource -> items.add(resource.toJson()));
        return list;
    }

    private static ObjectNode metadata(long position, @Nullable String next) {
        ObjectNode metadata = JsonCodec.object().put("position", position);
        return next == null ? metadata : metadata.put("continue", next);
    }

    private static int limit(ApiRequest request) {
        long limit = request.number("limit").orElse((long) ListQuery.DEFAULT_LIMIT);
        if (limit < 1 || limit > ListQuery.MAX_LIMIT) {
            throw new Problem(
                    ProblemType.BAD_REQUEST,
                    "parameter limit: expected 1 to " + ListQuery.MAX_LIMIT + ", got " + limit);
        }
        return (int) limit;
    }
}
