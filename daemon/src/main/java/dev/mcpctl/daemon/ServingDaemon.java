package dev.mcpctl.daemon;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.ListenAddress;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.RunFile;
import dev.mcpctl.api.home.SupervisorWatch;
import dev.mcpctl.daemon.access.BearerTokens;
import dev.mcpctl.daemon.access.FirstToken;
import dev.mcpctl.daemon.feed.FeedCursor;
import dev.mcpctl.daemon.http.ApiServer;
import dev.mcpctl.daemon.http.ProtectedRoutes;
import dev.mcpctl.daemon.http.Route;
import dev.mcpctl.daemon.mcp.RunningServers;
import dev.mcpctl.daemon.resource.OpenApiEndpoint;
import dev.mcpctl.daemon.resource.ResourceRoutes;
import dev.mcpctl.daemon.template.ShippedTemplates;
import dev.mcpctl.db.Database;
import dev.mcpctl.mcp.issuer.IssuerTokens;
import dev.mcpctl.mcp.issuer.ResourceServer;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

/** Every part of an mcpd that serves, built in this order and closed in reverse. */
final class ServingDaemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServingDaemon.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final int EVENT_LOOPS = 2;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>(); // guarded by this; last first
    private final URI url;

    private ServingDaemon(DaemonSettings settings) throws IOException, InterruptedException {
        boolean isStarted = false;
        try {
            this.url = build(settings);
            isStarted = true;
        } finally {
            if (!isStarted) {
                close();
            }
        }
    }

    /** Returns when requests are answered; what prevents it is a Problem for people. */
    static ServingDaemon start(DaemonSettings settings) throws IOException, InterruptedException {
        return new ServingDaemon(settings);
    }

    URI url() {
        return url;
    }

    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("a part was not closed");
            }
        }
    }

    private URI build(DaemonSettings settings) throws IOException, InterruptedException {
        Home home = settings.home();
        ListenAddress address = settings.address();
        refuseTakenPort(address);
        FutureTask<Vertx> loops = new FutureTask<>(ServingDaemon::eventLoops);
        Thread.ofPlatform().daemon().name("vertx-start").start(loops); // while PostgreSQL starts
        opened(() -> await(loops).close().await());
        Database database = opened(Database.open(settings.database()));
        NodeIdentity node = NodeIdentity.join(home, database.installation().id());
        new FirstToken(database.tokens(), home)
                .ensure(settings.database().location(), settings.bootstrapTokenFile());
        BearerTokens tokens = new BearerTokens(database.tokens());
        FeedCursor feed = opened(FeedCursor.open(database, ShippedTemplates.read()));
        AtomicReference<@Nullable URI> listening = new AtomicReference<>();
        RunningServers servers =
                opened(
                        new RunningServers(
                                settings.servers(node, listening),
                                System.getenv(),
                                database,
                                feed,
                                await(loops)));
        List<Route> routes = new ArrayList<>(servers.routes());
        routes.add(Route.of("GET", "/api/v1/version", new VersionEndpoint(database, feed, node)));
        routes.addAll(ResourceRoutes.of(database, feed, servers.instances(), Clock.systemUTC()));
        routes.add(OpenApiEndpoint.over(routes));
        ResourceServer outside =
                settings.outside()
                        .issuer()
                        .map(issuer ->
                                new ResourceServer(
                                        new IssuerTokens(issuer, Clock.systemUTC()),
                                        settings.reachedAt(listening)))
                        .orElse(null);
        if (outside != null) {
            routes.addAll(ProtectedRoutes.of(outside, routes));
        }
        feed.start();
        servers.start();
        ApiServer server =
                opened(
                        listen(
                                await(loops),
                                address,
                                routes,
                                new ApiServer.Access(
                                        tokens, outside, settings.outside().publicUrl())));
        URI url = URI.create("http://" + bracketed(address.host()) + ":" + server.port());
        if (ApiServer.isLoopback(address.host())) {
            listening.set(url);
        }
        RunFile runFile = RunFile.ofThisProcess(server.port(), null, url);
        runFile.write(home, Program.MCPD);
        opened(() -> runFile.remove(home, Program.MCPD));
        opened(SupervisorWatch.start(home, Program.MCPD));
        return url;
    }

    private synchronized <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private static Vertx eventLoops() {
        return Vertx.vertx(
                new VertxOptions()
                        .setEventLoopPoolSize(EVENT_LOOPS)
                        .setWorkerPoolSize(EVENT_LOOPS)
                        .setInternalBlockingPoolSize(EVENT_LOOPS)
                        .setFileSystemOptions(
                                new FileSystemOptions()
                                        .setFileCachingEnabled(false)
                                        .setClassPathResolvingEnabled(false)));
    }

    private static ApiServer listen(
            Vertx vertx, ListenAddress address, List<Route> routes, ApiServer.Access access)
            throws IOException {
        try {
            return ApiServer.listen(vertx, address.host(), address.port(), routes, access, DRAIN);
        } catch (BindException e) {
            throw address.refused(e);
        }
    }

    /** Found out before a database is started for nothing. */
    private static void refuseTakenPort(ListenAddress address) throws IOException {
        try {
            ApiServer.tryListen(address.host(), address.port());
        } catch (BindException e) {
            throw address.refused(e);
        }
    }

    private static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static <T> T await(FutureTask<T> task) throws InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
