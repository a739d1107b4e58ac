package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.daemon.feed.CatalogChange;
import dev.mcpctl.daemon.feed.FeedCursor;
import dev.mcpctl.daemon.feed.Follower;
import dev.mcpctl.daemon.http.ApiRequest;
import dev.mcpctl.daemon.http.Endpoint;
import dev.mcpctl.daemon.http.EventStream;
import dev.mcpctl.daemon.http.Reply;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The feed itself, for those who only need to know what to look at again: first {@code HELLO} with
 * the position that the changes begin after, then a {@code CHANGE} each.
 */
final class ChangesEndpoint implements Endpoint {
    private final FeedCursor feed;

    ChangesEndpoint(FeedCursor feed) {
        this.feed = feed;
    }

    @Override
    public Reply answer(ApiRequest request) {
        request.allowQuery("position");
        ChangeReader changes = ChangeReader.from(request, feed);
        long start = request.number("position").orElse(changes.start().position());
        return Reply.events(out -> {
            try (changes) {
                out.event("HELLO", start, JsonCodec.object().put("position", start));
                send(changes.backlog(), out);
                while (true) {
                    Optional<Follower.Batch> batch = changes.next(out);
                    if (batch.isPresent()) {
                        send(batch.get().changes(), out);
                    }
                }
            }
        });
    }

    private static void send(List<CatalogChange> changes, EventStream out)
            throws IOException, InterruptedException {
        for (CatalogChange change : changes) {
            if (!change.isDerived()) {
                out.event("CHANGE", change.position(), data(change));
            }
        }
    }

    private static ObjectNode data(CatalogChange change) {
        ObjectNode json =
                JsonCodec.object()
                        .put("position", change.position())
                        .put("op", change.op().label());
        json.setAll(ResourceTable.key(change.key()));
        return json.put("author", change.author());
    }
}
