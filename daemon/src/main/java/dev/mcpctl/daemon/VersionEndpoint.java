package dev.mcpctl.daemon;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.home.Build;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.daemon.feed.FeedCursor;
import dev.mcpctl.daemon.http.ApiRequest;
import dev.mcpctl.daemon.http.Endpoint;
import dev.mcpctl.daemon.http.Reply;
import dev.mcpctl.db.Database;

/** What this mcpd is, whether its database answers, and as whom it knows the caller. */
final class VersionEndpoint implements Endpoint {
    private final Database database;
    private final FeedCursor feed;
    private final NodeIdentity node;

    VersionEndpoint(Database database, FeedCursor feed, NodeIdentity node) {
        this.database = database;
        this.feed = feed;
        this.node = node;
    }

    @Override
    public Reply answer(ApiRequest request) {
        ObjectNode json = JsonCodec.object().put("version", Build.VERSION).put("build", Build.id());
        json.putObject("database")
                .put("reachable", database.isReachable())
                .put("kind", database.kind());
        json.put("identity", request.principal().name())
                .put("installation", node.installation().toString())
                .put("node", node.node().toString())
                .put("position", feed.catalog().position());
        return Reply.json(json);
    }
}
