package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.daemon.feed.FeedCursor;
import dev.mcpctl.daemon.http.ApiRequest;
import dev.mcpctl.daemon.http.Endpoint;
import dev.mcpctl.daemon.http.Reply;

import java.util.function.Predicate;

/**
 * Everything that an export holds, or the part of it that one project uses, in the order in which
 * apply writes it. What is shipped with mcpd is nobody's to write.
 */
final class ExportEndpoint implements Endpoint {
    private final FeedCursor feed;

    ExportEndpoint(FeedCursor feed) {
        this.feed = feed;
    }

    @Override
    public Reply answer(ApiRequest request) {
        request.allowQuery("project");
        Catalog catalog = feed.catalog();
        Predicate<Resource> isAsked =
                request.query("project")
                        .map(project -> ProjectClosure.of(project, catalog))
                        .<Predicate<Resource>>map(closure -> closure::includes)
                        .orElse(_ -> true);
        ObjectNode body = JsonCodec.object();
        ArrayNode items = body.putArray("items");
        for (ResourceKind<?> kind : Kinds.ALL) {
            if (kind.isInBackup()) {
                catalog.list(kind)
                        .filter(resource -> !Shipped.is(resource))
                        .filter(isAsked)
                        .forEach(resource -> items.add(resource.toJson()));
            }
        }
        body.putObject("metadata").put("position", catalog.position());
        return Reply.json(body);
    }
}
