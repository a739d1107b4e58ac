package dev.mcpctl.mcp.matrix;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@link RevisionServer}s over HTTP, each at a path of its own: {@code mcp} below it is Streamable
 * HTTP, {@code sse} and {@code messages} are the transport before.
 */
final class HttpServers {
    private final Vertx vertx;
    private final Executor threads;
    private final Map<String, Site> sites = new ConcurrentHashMap<>();
    private final Set<String> headers = ConcurrentHashMap.newKeySet();

    HttpServers(Vertx vertx, Executor threads) {
        this.vertx = vertx;
        this.threads = threads;
    }

    RevisionServer add(String name, Revision revision) {
        var site = new Site(revision);
        sites.put(name, site);
        return site.server;
    }

    void remove(String name) {
        Site site = sites.remove(name);
        if (site != null) {
            site.crash();
        }
    }

    /**
     * @param transport the last part of the path
     */
    void handle(HttpServerRequest request, String name, String transport) {
        Site site = sites.get(name);
        if (site == null) {
            request.response().setStatusCode(404).end();
            return;
        }
        request.headers().forEach((header, value) -> headers.add(header + ": " + value));
        Context context = vertx.getOrCreateContext();
        request.body()
                .onSuccess(body -> {
                    Json message =
                            body.length() == 0 ? Json.nothing() : Json.parse(body.getBytes());
                    site.handle(request, transport, message, context);
                });
    }

    /** Every header that ever came, {@code name: value}. */
    List<String> headersSeen() {
        return List.copyOf(headers);
    }

    /** One server's place, and who is connected to it. */
    private final class Site {
        private final RevisionServer server;
        private final Set<HttpServerRequest> open = ConcurrentHashMap.newKeySet();
        private final AtomicInteger sessions = new AtomicInteger();
        private volatile String session = "none";
        private volatile Exchange events = Exchange.NOBODY;

        Site(Revision revision) {
            this.server = new RevisionServer(revision, this::crash);
        }

        void crash() {
            session = "none";
            open.forEach(request -> request.connection().close());
        }

        void handle(HttpServerRequest request, String transport, Json message, Context context) {
            open.add(request);
            var peer = new Exchange(context, request.response(), () -> open.remove(request));
            request.response().closeHandler(_ -> peer.gone());
            switch (transport) {
                case "sse" -> {
                    server.restarted();
                    server.tellsUnaskedTo(peer);
                    peer.stream();
                    peer.event("endpoint", "messages?s=1");
                    events = peer;
                }
                case "messages" -> {
                    peer.status(202);
                    receive(message, events);
                }
                default -> streamable(request, message, peer);
            }
        }

        private void streamable(HttpServerRequest request, Json message, Exchange peer) {
            if (server.revision().isModern()) {
                modern(request, message, peer);
                return;
            }
            String method = message.text("method").orElse(request.method().name());
            if (method.equals(Methods.INITIALIZE)) {
                server.restarted();
                session = "s" + sessions.incrementAndGet();
                peer.response.putHeader("Mcp-Session-Id", session);
                receive(message, peer);
                return;
            }
            String named = request.getHeader("Mcp-Session-Id");
            if (named == null) {
                peer.status(400);
            } else if (!named.equals(session)) {
                peer.status(404);
            } else if (request.method().name().equals("GET")) {
                peer.stream();
                server.tellsUnaskedTo(peer);
            } else if (request.method().name().equals("DELETE")) {
                session = "none";
                peer.status(200);
            } else {
                checkHeaders(request, !server.revision().isBefore(Revision.V2025_06_18));
                post(message, peer);
            }
        }

        private void modern(HttpServerRequest request, Json message, Exchange peer) {
            if (!request.method().name().equals("POST")) {
                peer.status(405);
                return;
            }
            checkHeaders(request, true);
            Json params = message.get("params").orElse(Json.object());
            expect(request, "Mcp-Method", message.text("method"));
            if (message.text("method").filter(Methods.TOOLS_CALL::equals).isPresent()) {
                expect(request, "Mcp-Name", params.text("name"));
            }
            if (message.text("method").filter(TaskKeeper::isAbout).isPresent()) {
                expect(request, "Mcp-Name", params.text("taskId"));
            }
            if (request.getHeader("Mcp-Session-Id") != null) {
                server.violations.add("a session id");
            }
            post(message, peer);
        }

        private void checkHeaders(HttpServerRequest request, boolean hasVersion) {
            String accepted = String.valueOf(request.getHeader("Accept"));
            if (!accepted.contains("application/json") || !accepted.contains("text/event-stream")) {
                server.violations.add("Accept: " + accepted);
            }
            if (hasVersion) {
                expect(request, "MCP-Protocol-Version", Optional.of(server.revision().label()));
            }
        }

        private void expect(HttpServerRequest request, String header, Optional<String> value) {
            String sent = request.getHeader(header);
            if (!Optional.ofNullable(sent).equals(value)) {
                server.violations.add(header + ": " + sent + " instead of " + value);
            }
        }

        private void post(Json message, Exchange peer) {
            if (!message.has("id") || !message.has("method")) {
                receive(message, peer);
                peer.status(202);
                return;
            }
            boolean isStream =
                    message.text("method")
                            .filter(method ->
                                    (RevisionServer.mayLast(method) && !isPlain(message))
                                            || method.equals(Methods.LISTEN))
                            .isPresent();
            if (isStream) {
                peer.stream();
            }
            receive(message, peer);
        }

        /** What a server of the stateless era asks of its client is a result like any other. */
        private boolean isPlain(Json message) {
            return server.revision().isModern()
                    && message.get("params")
                            .flatMap(params -> params.text("name"))
                            .filter("ask"::equals)
                            .isPresent();
        }

        private void receive(Json message, Exchange peer) {
            if (message.text("method").filter(RevisionServer::mayLast).isPresent()) {
                threads.execute(() -> server.receive(message, peer));
            } else {
                server.receive(message, peer);
            }
        }
    }

    /** One request's response: JSON, or a stream that ends with the answer. */
    private static final class Exchange implements RevisionServer.Peer {
        static final Exchange NOBODY = new Exchange(null, null, () -> {});

        private final Context context;
        private final HttpServerResponse response;
        private final Runnable ended;
        private volatile boolean isGone;
        private volatile boolean isStream;
        private volatile boolean isEndless;

        Exchange(Context context, HttpServerResponse response, Runnable ended) {
            this.context = context;
            this.response = response;
            this.ended = ended;
        }

        void gone() {
            isGone = true;
            ended.run();
        }

        @Override
        public boolean isGone() {
            return isGone;
        }

        void status(int status) {
            ended.run();
            response.setStatusCode(status).end();
        }

        void stream() {
            isStream = true;
            response.setChunked(true).putHeader("Content-Type", "text/event-stream").writeHead();
        }

        /** The stream of a transport on which it is the session. */
        void event(String type, String data) {
            isEndless = true;
            response.write("event: " + type + "\r\ndata: " + data + "\r\n\r\n");
        }

        @Override
        public void send(Json message) {
            if (context == null || isGone) {
                return;
            }
            String json = message.toString();
            boolean isAnswer = message.has("id") && !message.has("method") && !isEndless;
            context.runOnContext(_ -> {
                if (isGone) {
                    return;
                }
                if (!isStream) {
                    int status = status(message);
                    response.setStatusCode(status)
                            .putHeader("Content-Type", "application/json")
                            .end(json);
                } else {
                    response.write("event: message\r\ndata: " + json + "\r\n\r\n");
                }
                if (isAnswer) {
                    ended.run();
                    if (isStream) {
                        response.end();
                    }
                }
            });
        }

        /** Servers of the handshake era refuse what they do not know before the handshake. */
        private static int status(Json message) {
            return message.get("error").isPresent() ? 400 : 200;
        }
    }
}
