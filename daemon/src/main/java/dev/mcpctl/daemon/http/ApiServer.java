package dev.mcpctl.daemon.http;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.daemon.access.BearerTokens;
import dev.mcpctl.daemon.access.Principal;
import dev.mcpctl.mcp.face.StreamExpiry;
import dev.mcpctl.mcp.issuer.IssuerTokens;
import dev.mcpctl.mcp.issuer.ResourceServer;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The daemon's one listener. Every request, whatever its path, names a known host and carries a
 * token, in this order, before anything else of it is looked at; but for the few paths that are for
 * everybody, which need no token. {@link #close} stops listening, lets open requests finish within
 * the drain and breaks off the rest; it may be called twice.
 */
public final class ApiServer implements AutoCloseable {
    private static final int MAX_LINE_BYTES = 16 * 1024;
    private static final int MAX_OPEN_BODY_BYTES = 1024 * 1024;
    private static final String BEARER = "bearer ";

    private final HttpServer server;
    private final RequestThreads threads;
    private final Router router;
    private final BearerTokens tokens;
    private final @Nullable ResourceServer outside;
    private final KnownHosts hosts;
    private final Duration drain;

    /**
     * Who may ask.
     *
     * @param outside knows tokens of somebody else, with which MCP is spoken; null: there is nobody
     * @param publicUrl where it is reached, if that is not where it listens
     */
    public record Access(
            BearerTokens tokens, @Nullable ResourceServer outside, Optional<URI> publicUrl) {}

    private ApiServer(
            HttpServer server,
            List<Route> routes,
            Access access,
            KnownHosts hosts,
            Duration drain) {
        this.server = server;
        this.threads = new RequestThreads(drain);
        this.router = new Router(routes);
        this.tokens = access.tokens();
        this.outside = access.outside();
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
        return listen(vertx, host, port, routes, new Access(tokens, null, Optional.empty()), drain);
    }

    /** As the other. */
    public static ApiServer listen(
            Vertx vertx, String host, int port, List<Route> routes, Access access, Duration drain)
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
        ApiServer api =
                new ApiServer(
                        server, routes, access, new KnownHosts(host, access.publicUrl()), drain);
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
            Optional<Router.Match> open = router.findOpen(http.method().name(), path(http));
            if (open.isPresent()) {
                handle(http, Principal.NOBODY, open.get());
                return;
            }
            String token = bearer(http);
            Optional<Principal> principal = tokens.identify(token);
            if (principal.isPresent()) {
                route(http, principal.get());
            } else if (outside != null && IssuerTokens.isCandidate(token)) {
                ofIssuer(http, token, outside);
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

    /** What is remembered is decided at once; the rest is looked at where that may take a while. */
    private void ofIssuer(HttpServerRequest http, String token, ResourceServer issuer) {
        Optional<IssuerTokens.Verdict> known = issuer.recall(token, path(http));
        if (known.isPresent()) {
            decide(http, known.get(), issuer);
            return;
        }
        Context eventLoop = context();
        String path = path(http);
        http.pause();
        threads.run(() -> {
            Runnable answer;
            try {
                IssuerTokens.Verdict verdict = issuer.verify(token, path);
                answer = () -> decide(http, verdict, issuer);
            } catch (Problem unavailable) {
                answer = () -> refuse(http, unavailable);
            }
            Runnable decided = answer;
            eventLoop.runOnContext(_ -> {
                try {
                    decided.run();
                } catch (Problem problem) {
                    refuse(http, problem);
                }
                http.resume();
            });
        });
    }

    private void decide(
            HttpServerRequest http, IssuerTokens.Verdict verdict, ResourceServer issuer) {
        switch (verdict) {
            case IssuerTokens.Verdict.Known(String subject, Instant expiry) -> {
                Router.Match match = router.find(http.method().name(), path(http));
                if (!(match.route().handling() instanceof Route.Raw)) {
                    throw new Problem(
                            ProblemType.FORBIDDEN,
                            "a token of this issuer is for MCP; here a token of mcpctl is needed");
                }
                StreamExpiry.enforce(
                        context().owner(), http, Duration.between(Instant.now(), expiry));
                handle(http, Principal.ofIssuer(subject), match);
            }
            case IssuerTokens.Verdict.Lacking(List<String> scopes) -> {
                Problem problem =
                        new Problem(
                                ProblemType.FORBIDDEN,
                                "the token lacks a scope; expected " + String.join(" ", scopes));
                RequestThreads.write(
                        ProblemReplies.of(problem, http.method().name(), path(http))
                                .withHeader("www-authenticate", issuer.lacking(path(http), scopes)),
                        http.response());
            }
            case IssuerTokens.Verdict.Unknown() ->
                    throw new Problem(
                            ProblemType.UNAUTHORIZED, "the token is not one for this mcpd");
        }
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
        handle(http, principal, router.find(http.method().name(), path(http)));
    }

    private void handle(HttpServerRequest http, Principal principal, Router.Match match) {
        switch (match.route().handling()) {
            case Route.Raw raw -> raw.endpoint().handle(http, principal, match.parameters());
            case Route.Blocking blocking ->
                    answer(http, principal, match, blocking.endpoint(), blocking.maxBodyBytes());
            case Route.Open open ->
                    answer(http, principal, match, open.endpoint(), MAX_OPEN_BODY_BYTES);
        }
    }

    private void answer(
            HttpServerRequest http,
            Principal principal,
            Router.Match match,
            Endpoint endpoint,
            int maxBodyBytes) {
        read(
                http,
                maxBodyBytes,
                body ->
                        threads.answer(
                                endpoint,
                                request(http, principal, match.parameters(), body),
                                http,
                                context()));
    }

    /** Collects the body and goes on; one that is too large is read over and refused. */
    private void read(HttpServerRequest http, int maxBytes, Consumer<byte[]> then) {
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

    private void refuse(HttpServerRequest http, Problem problem) {
        Reply.Whole reply = ProblemReplies.of(problem, http.method().name(), path(http));
        ResourceServer known = outside;
        if (known != null
                && problem.type() == ProblemType.UNAUTHORIZED
                && router.isRaw(path(http))) {
            reply = reply.withHeader("www-authenticate", known.challenge(path(http)));
        }
        RequestThreads.write(reply, http.response());
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
}
