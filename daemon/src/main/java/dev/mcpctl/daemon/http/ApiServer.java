package dev.mcpctl.daemon.http;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.daemon.access.BearerTokens;
import dev.mcpctl.daemon.access.Principal;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The daemon's one listener. Every request, whatever its path, names a known host and carries a
 * token, in this order, before anything else of it is looked at. {@link #close} stops listening,
 * lets open requests finish within the drain and breaks off the rest; it may be called twice.
 */
public final class ApiServer implements AutoCloseable {
    private static final int MAX_LINE_BYTES = 16 * 1024;
    private static final String BEARER = "bearer ";

    private final HttpServer server;
    private final RequestThreads threads;
    private final Router router;
    private final BearerTokens tokens;
    private final KnownHosts hosts;
    private final Duration drain;

    private ApiServer(
            HttpServer server,
            List<Route> routes,
            BearerTokens tokens,
            KnownHosts hosts,
            Duration drain) {
        this.server = server;
        this.threads = new RequestThreads(drain);
        this.router = new Router(routes);
        this.tokens = tokens;
        this.hosts = hosts;
        this.drain = drain;
    }

    /**
     * Listens. Blocks; not on an event loop.
     *
     * @param port 0 takes any free one
     * @param drain how long {@link #close} waits for open requests
     * @throws IOException the port cannot be had
     */
    public static ApiServer listen(
            Vertx vertx,
            String host,
            int port,
            List<Route> routes,
            BearerTokens tokens,
            Duration drain)
            throws IOException {
        HttpServer server =
                vertx.createHttpServer(
                        new HttpServerOptions()
                                .setHttp2ClearTextEnabled(
                                        false) // as mcplocal: one protocol, one set of rules
                                .setHost(host)
                                .setPort(port)
                                // Nobody speaks WebSocket here; each request would pass through it.
                                .setPerFrameWebSocketCompressionSupported(false)
                                .setPerMessageWebSocketCompressionSupported(false)
                                .setMaxInitialLineLength(MAX_LINE_BYTES)
                                .setHandle100ContinueAutomatically(true));
        ApiServer api = new ApiServer(server, routes, tokens, new KnownHosts(host), drain);
        try {
            server.requestHandler(api::receive).listen().await();
            return api;
        } catch (Throwable e) {
            api.threads.close();
            // await() throws the listener's own exception, checked or not, without declaring it.
            switch (e) {
                case Error error -> throw error;
                case RuntimeException unforeseen -> throw unforeseen;
                case IOException cause -> throw cause;
                default -> throw new IOException(e.getMessage(), e);
            }
        }
    }

    /**
     * Takes the port and lets it go at once.
     *
     * @throws java.net.BindException it cannot be had
     */
    public static void tryListen(String host, int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
        }
    }

    /** Whether nobody but this machine reaches what is bound to {@code host}. */
    public static boolean isLoopback(String host) {
        return KnownHosts.isLoopback(host);
    }

    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        // Listening ends now; the future ends with the last connection or after the drain.
        var stopped = server.shutdown(drain);
        threads.close();
        stopped.onComplete(_ -> {});
    }

    private void receive(HttpServerRequest http) {
        try {
            if (!hosts.allow(http.authority())) {
                throw new Problem(
                        ProblemType.FORBIDDEN,
                        "the Host header names another machine; expected localhost or 127.0.0.1");
            }
            String origin = http.getHeader("origin");
            if (!hosts.allowOrigin(origin, http.authority())) {
                throw new Problem(
                        ProblemType.FORBIDDEN,
                        "a page of \"" + origin + "\" may not use this endpoint");
            }
            String token = bearer(http);
            Optional<Principal> principal = tokens.identify(token);
            if (principal.isPresent()) {
                route(http, principal.get());
            } else {
                lookUpAgain(http, token);
            }
        } catch (Problem problem) {
            refuse(http, problem);
        }
    }

    /** The token may be one that another process wrote a moment ago. */
    private void lookUpAgain(HttpServerRequest http, String token) {
        Context eventLoop = context();
        http.pause();
        threads.run(() -> {
            tokens.reload();
            eventLoop.runOnContext(_ -> {
                Optional<Principal> principal = tokens.identify(token);
                try {
                    route(
                            http,
                            principal.orElseThrow(() ->
                                    new Problem(
                                            ProblemType.UNAUTHORIZED,
                                            "the token is not known to this mcpd")));
                } catch (Problem problem) {
                    refuse(http, problem);
                }
                http.resume();
            });
        });
    }

    private static String bearer(HttpServerRequest http) {
        @Nullable String header = http.getHeader("authorization");
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            throw new Problem(
                    ProblemType.UNAUTHORIZED, "a token is required: Authorization: Bearer TOKEN");
        }
        return header.substring(BEARER.length()).strip();
    }

    private void route(HttpServerRequest http, Principal principal) {
        Router.Match match = router.find(http.method().name(), path(http));
        switch (match.route().handling()) {
            case Route.Raw raw -> raw.endpoint().handle(http, principal, match.parameters());
            case Route.Blocking blocking ->
                    read(
                            http,
                            blocking.maxBodyBytes(),
                            body ->
                                    threads.answer(
                                            blocking.endpoint(),
                                            request(http, principal, match.parameters(), body),
                                            http,
                                            context()));
        }
    }

    /** Collects the body and goes on; one that is too large is read over and refused. */
    private static void read(HttpServerRequest http, int maxBytes, Consumer<byte[]> then) {
        BodyCollector body = new BodyCollector(maxBytes);
        http.handler(chunk -> {
            if (!body.add(chunk)) {
                refuse(http, body.tooLarge());
                http.connection().close();
            }
        });
        http.endHandler(_ -> {
            try {
                then.accept(body.complete());
            } catch (Problem problem) {
                refuse(http, problem);
            }
        });
    }

    private static ApiRequest request(
            HttpServerRequest http, Principal principal, PathParameters parameters, byte[] body) {
        Map<String, String> query = new HashMap<>();
        http.params().forEach((name, value) -> query.putIfAbsent(name, value));
        Map<String, String> headers = new HashMap<>();
        http.headers()
                .forEach(
                        (name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        return new ApiRequest(
                http.method().name(), path(http), parameters, query, headers, body, principal);
    }

    private static void refuse(HttpServerRequest http, Problem problem) {
        RequestThreads.write(
                ProblemReplies.of(problem, http.method().name(), path(http)), http.response());
    }

    /** {@code OPTIONS *} has none. */
    private static String path(HttpServerRequest http) {
        String path = http.path();
        return path == null || !path.startsWith("/") ? "/" : path;
    }

    private static Context context() {
        Context context = Vertx.currentContext();
        if (context == null) {
            throw new IllegalStateException("not on an event loop");
        }
        return context;
    }

    /** What came of a body so far; used on its event loop. */
    private static final class BodyCollector {
        /**
         * So much of a body that is too large is read over, so that its sender reads the answer.
         */
        private static final long MAX_SKIPPED_BYTES = 64L * 1024 * 1024;

        private final int maxBytes;
        private Buffer kept = Buffer.buffer();
        private long bytes;

        BodyCollector(int maxBytes) {
            this.maxBytes = maxBytes;
        }

        /** False when even reading it over has gone on for too long. */
        boolean add(Buffer chunk) {
            bytes += chunk.length();
            if (bytes <= maxBytes) {
                kept.appendBuffer(chunk);
            } else {
                kept = Buffer.buffer();
            }
            return bytes <= MAX_SKIPPED_BYTES;
        }

        byte[] complete() {
            if (bytes > maxBytes) {
                throw tooLarge();
            }
            return kept.getBytes();
        }

        Problem tooLarge() {
            return new Problem(
                    ProblemType.TOO_LARGE,
                    "the body is larger than the "
                            + maxBytes / (1024 * 1024)
                            + " MiB allowed here");
        }
    }
}
