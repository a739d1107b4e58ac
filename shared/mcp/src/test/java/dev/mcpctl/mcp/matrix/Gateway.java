package dev.mcpctl.mcp.matrix;

import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.face.FaceSettings;
import dev.mcpctl.mcp.face.HttpFace;
import dev.mcpctl.mcp.face.LineFace;
import dev.mcpctl.mcp.face.SseFace;
import dev.mcpctl.mcp.face.Target;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.upstream.HttpSseUpstream;
import dev.mcpctl.mcp.upstream.HttpUpstream;
import dev.mcpctl.mcp.upstream.StdioUpstream;
import dev.mcpctl.mcp.upstream.Upstream;
import dev.mcpctl.mcp.upstream.UpstreamSettings;
import dev.mcpctl.mcp.wire.Revision;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Both halves as the daemons put them together: a client's face, the stateless hop over HTTP, the
 * other half's face, and the upstream; on real sockets, with the fixtures behind the same one.
 */
final class Gateway implements AutoCloseable {
    private static final UpstreamSettings UPSTREAM = UpstreamSettings.of("matrix", "1");
    private static final FaceSettings FACE = FaceSettings.of("matrix", "1");

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClientAgent toServers = HttpUpstream.client(vertx);
    private final HttpClient ofClients =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();
    private final HttpFace inner = new HttpFace(vertx, threads, FACE.withoutDerivedConversations());
    private final HttpFace outer = new HttpFace(vertx, threads, FACE);
    private final SseFace sse = new SseFace(vertx, threads, FACE);
    private final LineFace lines = new LineFace(threads, FACE);
    private final HttpServers servers = new HttpServers(vertx, threads);
    private final Map<String, Target> innerTargets = new ConcurrentHashMap<>();
    private final Map<String, Target> outerTargets = new ConcurrentHashMap<>();
    private final HttpServer http;

    Gateway() {
        http = vertx.createHttpServer().requestHandler(this::route).listen(0, "127.0.0.1").await();
    }

    private void route(HttpServerRequest request) {
        String[] path = request.path().split("/", -1);
        boolean isGone =
                switch (path[1]) {
                    case "inner" -> !innerTargets.containsKey(path[2]);
                    case "outer" -> !outerTargets.containsKey(path[2]);
                    default -> false;
                };
        if (isGone) {
            request.response().setStatusCode(404).end();
            return;
        }
        switch (path[1] + " " + path[3]) {
            case "inner mcp" -> inner.handle(request, innerTargets.get(path[2]));
            case "outer mcp" -> outer.handle(request, outerTargets.get(path[2]));
            case "outer sse" ->
                    sse.stream(
                            request, outerTargets.get(path[2]), "/outer/" + path[2] + "/messages");
            case "outer messages" -> sse.message(request, outerTargets.get(path[2]));
            default -> servers.handle(request, path[2], path[3]);
        }
    }

    /** Where the fixtures over HTTP are, and what they see. */
    HttpServers servers() {
        return servers;
    }

    /** Where Streamable HTTP of a path is for clients. */
    URI outside(String name) {
        return at("outer", name, "mcp");
    }

    HttpClient http() {
        return ofClients;
    }

    private URI at(String kind, String name, String transport) {
        return URI.create(
                "http://127.0.0.1:%d/%s/%s/%s".formatted(http.actualPort(), kind, name, transport));
    }

    /** One server, and how it is reached through both halves. */
    final class Path implements AutoCloseable {
        final RevisionServer server;
        private final String name;
        private final Upstream upstream;
        private final Upstream hop;
        private final Runnable serverEnd;

        Path(String name, Party behind) {
            this.name = name;
            if (behind.way() == Party.Way.STDIO) {
                var line = new LineServer(behind.revision(), threads);
                server = line.server();
                serverEnd = line::close;
                upstream = new StdioUpstream(name, line, UPSTREAM);
            } else {
                server = servers.add(name, behind.revision());
                serverEnd = () -> servers.remove(name);
                upstream = overHttp(behind.way());
            }
            innerTargets.put(name, target(upstream));
            hop =
                    HttpUpstream.modernOnly(
                            name, vertx, toServers, at("inner", name, "mcp"), Map::of, UPSTREAM);
            outerTargets.put(name, target(hop));
        }

        private Upstream overHttp(Party.Way way) {
            return way == Party.Way.HTTP
                    ? new HttpUpstream(
                            name, vertx, toServers, at("server", name, "mcp"), Map::of, UPSTREAM)
                    : new HttpSseUpstream(
                            name, vertx, toServers, at("server", name, "sse"), Map::of, UPSTREAM);
        }

        private Target target(McpEndpoint endpoint) {
            return new Target(name, endpoint, "alice");
        }

        /** A client that can be asked for all that its revision has. */
        RevisionClient client(Party party) {
            return client(party, Ask.capabilities(party.revision()));
        }

        RevisionClient client(Party party, Json capabilities) {
            Revision revision = party.revision();
            return switch (party.way()) {
                case STDIO -> lineClient(revision, capabilities);
                case HTTP ->
                        new WebClient(
                                revision,
                                capabilities,
                                party.way(),
                                at("outer", name, "mcp"),
                                ofClients,
                                threads);
                case SSE ->
                        new WebClient(
                                revision,
                                capabilities,
                                party.way(),
                                at("outer", name, "sse"),
                                ofClients,
                                threads);
            };
        }

        private RevisionClient lineClient(Revision revision, Json capabilities) {
            try {
                Pipe toFace = Pipe.open();
                Pipe toClient = Pipe.open();
                threads.execute(() -> {
                    lines.serve(
                            Channels.newInputStream(toFace.source()),
                            Channels.newOutputStream(toClient.sink()),
                            target(hop));
                    close(toFace.source());
                    close(toClient.sink());
                });
                return new LineClient(
                        revision,
                        capabilities,
                        Channels.newInputStream(toClient.source()),
                        Channels.newOutputStream(toFace.sink()),
                        threads);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }

        private static void close(AutoCloseable end) {
            try {
                end.close();
            } catch (Exception impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        @Override
        public void close() {
            hop.close();
            upstream.close();
            serverEnd.run();
            innerTargets.remove(name);
            outerTargets.remove(name);
        }
    }

    @Override
    public void close() {
        lines.close();
        sse.close();
        outer.close();
        inner.close();
        ofClients.shutdownNow();
        vertx.close().await();
        threads.shutdownNow();
    }
}
