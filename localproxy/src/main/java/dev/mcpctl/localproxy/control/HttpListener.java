package dev.mcpctl.localproxy.control;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.ListenAddress;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.localproxy.project.ProjectEndpoints;
import dev.mcpctl.localproxy.traffic.TrafficFeed;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.face.FaceSettings;
import dev.mcpctl.mcp.face.HttpFace;
import dev.mcpctl.mcp.face.SseFace;
import dev.mcpctl.mcp.face.Target;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The HTTP endpoints of this machine. */
public final class HttpListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpListener.class);

    private final Vertx vertx;
    private final Executor threads;
    private final ProjectEndpoints projects;
    private final StatusReport status;
    private final HttpFace face;
    private final SseFace sse;
    private final CallRoute calls;
    private final InspectRoute inspect;
    private final int maxBodyBytes;
    private final Optional<URI> publicUrl;
    private final String host;
    private final HttpServer server;
    private final Entrance entrance;
    private volatile boolean isDraining;

    private HttpListener(
            Vertx vertx,
            Executor threads,
            ProjectEndpoints projects,
            StatusReport status,
            TrafficFeed traffic,
            FaceSettings settings,
            Owner owner) {
        this.vertx = vertx;
        this.threads = threads;
        this.projects = projects;
        this.status = status;
        this.face = new HttpFace(vertx, threads, settings);
        this.sse = new SseFace(vertx, threads, settings);
        this.calls = new CallRoute(owner.name(), settings.callLimit());
        this.inspect = new InspectRoute(traffic, threads);
        this.maxBodyBytes = settings.maxMessageBytes();
        this.server =
                vertx.createHttpServer(
                        new HttpServerOptions()
                                // A request that upgrades is HTTP/1.1 like any other here: its body
                                // would wait
                                // behind the upgrade while its peer is looked up.
                                .setHttp2ClearTextEnabled(false)
                                .setHandle100ContinueAutomatically(true)
                                // Nobody speaks WebSocket here; each request would pass through it.
                                .setPerFrameWebSocketCompressionSupported(false)
                                .setPerMessageWebSocketCompressionSupported(false)
                                .setTcpNoDelay(true)
                                .setMaxHeaderSize(64 * 1024));
        this.entrance =
                new Entrance(
                        owner.admission(),
                        owner.remote()
                                .guests()
                                .map(guests -> Guests.of(guests, this::base, vertx, threads))
                                .orElse(null),
                        owner.name(),
                        vertx,
                        threads,
                        this::port);
        this.publicUrl = owner.remote().publicUrl();
        this.host = owner.host();
    }

    /** Whom this program is for, and how it knows them. */
    private record Owner(String name, Admission admission, RemoteAccess remote, String host) {}

    /**
     * Listens.
     *
     * @param remote how the owner reaches it from elsewhere
     * @param owner whom everybody acts as who is let in without a token of somebody else
     * @throws Problem LOCAL when the address cannot be had: it names who has it
     */
    public static HttpListener start(
            Home home,
            ListenAddress address,
            Vertx vertx,
            Executor threads,
            ProjectEndpoints projects,
            StatusReport status,
            TrafficFeed traffic,
            FaceSettings settings,
            RemoteAccess remote,
            String owner) {
        Admission admission = Admission.of(home, address.host(), remote);
        HttpListener listener =
                new HttpListener(
                        vertx,
                        threads,
                        projects,
                        status,
                        traffic,
                        settings,
                        new Owner(owner, admission, remote, address.host()));
        listener.listen(address);
        return listener;
    }

    /** Where clients reach this program. */
    private Optional<URI> base() {
        return publicUrl.or(() -> Optional.of(URI.create("http://" + host + ":" + port())));
    }

    public int port() {
        return server.actualPort();
    }

    private void listen(ListenAddress address) {
        server.connectionHandler(entrance::connected)
                .requestHandler(request -> entrance.admit(request, this::dispatch));
        try {
            server.listen(address.port(), address.host()).await();
        } catch (Exception e) { // whatever the future failed with is thrown as it is
            throw address.refused(
                    e instanceof IOException refusal
                            ? refusal
                            : new IOException(e.getMessage(), e));
        }
    }

    private void dispatch(HttpServerRequest request, String principal) {
        if (isDraining) {
            throw new Problem(ProblemType.UNAVAILABLE, "mcplocal is stopping");
        }
        String[] path = HttpReply.pathOf(request).split("/", -1);
        Optional<Served> served = served(path);
        if (served.isPresent()) {
            serve(request, path[2], principal, served.get());
        } else if (path.length == 4 && path[1].equals("projects") && path[3].equals("call")) {
            allow(request, HttpMethod.POST);
            new BoundedBody(request, maxBodyBytes).read(body -> callTool(request, path[2], body));
        } else if (path.length == 2 && path[1].equals("inspect")) {
            allow(request, HttpMethod.GET);
            inspect(request);
        } else if (path.length == 2 && path[1].equals("status")) {
            allow(request, HttpMethod.GET);
            HttpReply.json(request, status.json());
        } else {
            throw new Problem(
                    ProblemType.NOT_FOUND,
                    "there is nothing at "
                            + request.path()
                            + "; a project is at /projects/NAME/mcp");
        }
    }

    /** A face that takes over a request whose target is known; on the request's event loop. */
    private interface Served {
        void by(HttpServerRequest request, Target target);
    }

    private Optional<Served> served(String[] path) {
        if (path.length != 4 || !path[1].equals("projects")) {
            return Optional.empty();
        }
        return switch (path[3]) {
            case "mcp" -> Optional.of(face::handle);
            case "sse" ->
                    Optional.of((request, target) ->
                            sse.stream(request, target, "/projects/" + path[2] + "/messages"));
            case "messages" -> Optional.of(sse::message);
            default -> Optional.empty();
        };
    }

    private void serve(HttpServerRequest request, String project, String principal, Served served) {
        Optional<McpEndpoint> known = projects.known(project);
        if (known.isPresent()) {
            served.by(request, new Target(project, known.get(), principal));
            return;
        }
        withEndpoint(
                request,
                project,
                (endpoint, eventLoop) ->
                        eventLoop.runOnContext(
                                _ -> served.by(request, new Target(project, endpoint, principal))));
    }

    private static void allow(HttpServerRequest request, HttpMethod method) {
        if (!request.method().equals(method)) {
            request.response().putHeader("Allow", method.name());
            throw new Problem(
                    ProblemType.METHOD_NOT_ALLOWED,
                    request.method() + " " + request.path() + ": only " + method + " is allowed");
        }
    }

    /** What goes on when an endpoint was found, on the request's own thread. */
    private interface Found {
        void with(McpEndpoint endpoint, Context eventLoop);
    }

    private void withEndpoint(HttpServerRequest request, String project, Found found) {
        onThread(
                request,
                eventLoop -> found.with(projects.find(project, Optional.empty()), eventLoop));
    }

    /** The crossing from event loop to thread: mcpd may have to be asked. */
    private void onThread(HttpServerRequest request, Consumer<Context> work) {
        request.pause();
        Context eventLoop = vertx.getOrCreateContext();
        threads.execute(() -> {
            try {
                work.accept(eventLoop);
            } catch (Problem problem) {
                eventLoop.runOnContext(_ -> HttpReply.problem(request, problem));
            } catch (RuntimeException bug) {
                log.error("request failed: path={}", request.path(), bug);
                eventLoop.runOnContext(_ ->
                        HttpReply.problem(
                                request, new Problem(ProblemType.INTERNAL, "internal error")));
            }
        });
    }

    /** Of one project, when there is one of that name. */
    private void inspect(HttpServerRequest request) {
        String project = request.getParam("project");
        if (project == null) {
            inspect.handle(request);
            return;
        }
        onThread(
                request,
                eventLoop -> {
                    projects.require(project);
                    eventLoop.runOnContext(_ -> inspect.handle(request));
                });
    }

    private void callTool(HttpServerRequest request, String project, byte[] body) {
        Cancellation cancellation = new Cancellation();
        request.response().closeHandler(_ -> cancellation.cancel("the client has gone"));
        withEndpoint(
                request,
                project,
                (endpoint, eventLoop) -> {
                    byte[] result = calls.call(endpoint, body, cancellation);
                    eventLoop.runOnContext(_ -> HttpReply.json(request, result));
                });
    }

    /** From now on requests are refused; those that are open go on. */
    public void drain() {
        isDraining = true;
    }

    @Override
    public void close() {
        isDraining = true;
        face.close();
        sse.close();
        server.close().await();
    }
}
