package dev.mcpctl.localproxy.project;

import dev.mcpctl.api.project.Attachment;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.upstream.HttpUpstream;
import dev.mcpctl.mcp.upstream.UpstreamSettings;
import dev.mcpctl.mcp.wire.Revision;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;

import java.net.URI;
import java.util.UUID;

/** Reaches servers through mcpd: one address for each attachment, one client for all. */
public final class ServerDialler implements AutoCloseable {
    private final DaemonLink link;
    private final Vertx vertx;
    private final HttpClientAgent client;
    private final UpstreamSettings settings;
    // Ours for as long as we run: mcpd may keep things for it, as for any client's.
    private final Caller self =
            new Caller("mcplocal", "mcplocal-" + UUID.randomUUID(), Revision.MODERN, false);

    public ServerDialler(DaemonLink link, Vertx vertx, UpstreamSettings settings) {
        this.link = link;
        this.vertx = vertx;
        this.client = HttpUpstream.client(vertx);
        this.settings = settings;
    }

    /** What stands for an attachment; it is not connected yet. */
    AttachedServer server(
            String project, Attachment attachment, Background background, Runnable changed) {
        URI address =
                URI.create(
                        link.target().url()
                                + "/api/v1/projects/"
                                + project
                                + "/servers/"
                                + attachment.alias()
                                + "/mcp");
        HttpUpstream upstream =
                HttpUpstream.modernOnly(
                        attachment.alias(), vertx, client, address, link::authorization, settings);
        return new AttachedServer(attachment, upstream, self, background, changed);
    }

    @Override
    public void close() {
        client.close().await();
    }
}
