package dev.mcpctl.daemon.mcp;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.server.ServerRuntime;
import dev.mcpctl.api.server.Servers;
import dev.mcpctl.daemon.feed.FeedCursor;
import dev.mcpctl.daemon.http.Route;
import dev.mcpctl.daemon.oauth.SigningIn;
import dev.mcpctl.daemon.resource.RunningInstances;
import dev.mcpctl.daemon.runtime.ChildEnvironment;
import dev.mcpctl.daemon.runtime.ExternalRuntime;
import dev.mcpctl.daemon.runtime.InstanceLogs;
import dev.mcpctl.daemon.runtime.Leftovers;
import dev.mcpctl.daemon.runtime.NpmPackages;
import dev.mcpctl.daemon.runtime.ProcessMarks;
import dev.mcpctl.daemon.runtime.ProcessRuntime;
import dev.mcpctl.daemon.runtime.RefusedRuntime;
import dev.mcpctl.daemon.runtime.Runtime;
import dev.mcpctl.daemon.runtime.docker.DockerRuntime;
import dev.mcpctl.daemon.server.Pauses;
import dev.mcpctl.daemon.server.ServerLogEndpoint;
import dev.mcpctl.daemon.server.ServerReconciler;
import dev.mcpctl.db.Database;
import dev.mcpctl.mcp.face.FaceSettings;
import dev.mcpctl.mcp.face.HttpFace;
import dev.mcpctl.mcp.face.SseFace;
import dev.mcpctl.mcp.upstream.GuardedFetch;
import dev.mcpctl.mcp.upstream.HttpUpstream;
import dev.mcpctl.mcp.upstream.UpstreamSettings;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Everything that runs servers and talks to them, put together. Make it before the feed's cursor
 * starts, {@link #start} it after; close it before the cursor and the database, after the listener.
 */
public final class RunningServers implements AutoCloseable {
    /** The deadline of each call is the server's own time-out; this only bounds the absurd. */
    private static final Duration LONGEST_REQUEST = Duration.ofHours(2);

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(60);
    private static final int MAX_STARTS = 4;

    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("mcp-", 1).factory());
    private final HttpClientAgent client;
    private final DockerRuntime docker;
    private final HttpFace face;
    private final SseFace sse;
    private final ServerReconciler reconciler;
    private final List<Route> routes = new ArrayList<>();

    /**
     * Which home and which node of which installation this is.
     *
     * @param isProcessAllowed whether servers may run as processes of this program's user
     * @param containers what servers in containers may have
     * @param maxInstances of one server that gives each caller an instance of their own
     * @param version of this program, as servers and clients are told
     * @param publicUrl where browsers reach it; empty where none does, or not yet
     */
    public record Settings(
            Home home,
            String installation,
            String node,
            boolean isProcessAllowed,
            DockerRuntime.Settings containers,
            int maxInstances,
            String version,
            Supplier<Optional<URI>> publicUrl) {
        ProcessMarks marks() {
            return new ProcessMarks(installation, node);
        }
    }

    public RunningServers(
            Settings settings,
            Map<String, String> environment,
            Database database,
            FeedCursor feed,
            Vertx vertx) {
        InstanceLogs logs =
                new InstanceLogs(settings.home().logs().resolve("servers"), Clock.systemUTC());
        NpmPackages packages = packages(settings, environment);
        this.docker = new DockerRuntime(settings.containers(), settings.marks(), logs);
        this.client = HttpUpstream.client(vertx);
        SigningIn signingIn =
                new SigningIn(
                        database.credentials(),
                        server -> new GuardedFetch(vertx, client, server),
                        server ->
                                feed.catalog().has(ResourceKey.global(Servers.KIND.name(), server)),
                        settings.publicUrl(),
                        Clock.systemUTC());
        FaceSettings treated =
                FaceSettings.of("mcpctl", settings.version())
                        .withCallLimit(LONGEST_REQUEST)
                        // Without a handle any instance will do for the next request.
                        .withoutDerivedConversations();
        this.face = new HttpFace(vertx, threads, treated);
        this.sse = new SseFace(vertx, threads, treated);
        this.reconciler =
                new ServerReconciler(
                        new ServerReconciler.Parts(
                                feed::catalog,
                                database,
                                Map.of(
                                        ServerRuntime.PROCESS,
                                        process(settings, environment, packages, logs),
                                        ServerRuntime.DOCKER,
                                        docker,
                                        ServerRuntime.EXTERNAL,
                                        new ExternalRuntime()),
                                logs,
                                new Network(
                                        vertx,
                                        client,
                                        UpstreamSettings.of("mcpctl", settings.version())
                                                .withRequestTimeout(LONGEST_REQUEST)
                                                .withConnectTimeout(CONNECT_PATIENCE),
                                        signingIn.accounts(),
                                        feed::catalog),
                                settings.node(),
                                MAX_STARTS,
                                settings.maxInstances(),
                                Pauses.of(Clock.systemUTC())));
        feed.listen(reconciler);
        routes.addAll(
                new McpRoutes(
                                face,
                                sse,
                                feed::catalog,
                                reconciler::presence,
                                server ->
                                        List.of(
                                                new RequestStateFilter(
                                                        server,
                                                        database.states(),
                                                        Clock.systemUTC()),
                                                signingIn.filter(server)),
                                database.states())
                        .routes());
        routes.addAll(signingIn.routes());
        routes.addAll(new ServerLogEndpoint(feed::catalog, logs, Clock.systemUTC()).routes());
    }

    /**
     * Ends what an mcpd of this home left running when it died; the caller holds the home's lock.
     *
     * @return the names of the instances that were ended
     */
    public static List<String> reap(Settings settings, Map<String, String> environment) {
        InstanceLogs logs =
                new InstanceLogs(settings.home().logs().resolve("servers"), Clock.systemUTC());
        NpmPackages packages = packages(settings, environment);
        try (DockerRuntime docker =
                new DockerRuntime(settings.containers(), settings.marks(), logs)) {
            List<String> ended =
                    Leftovers.stopAllOf(
                            List.of(process(settings, environment, packages, logs), docker));
            docker.discardPackages(_ -> true); // what an install left that was cut off
            return ended;
        }
    }

    /** The MCP endpoints and the logs. */
    public List<Route> routes() {
        return List.copyOf(routes);
    }

    public RunningInstances instances() {
        return reconciler;
    }

    /** Returns at once; servers come up behind it. */
    public void start() {
        reconciler.start();
    }

    @Override
    public void close() {
        face.close();
        sse.close();
        reconciler.close();
        docker.close();
        client.close();
        threads.shutdownNow();
    }

    private static NpmPackages packages(Settings settings, Map<String, String> environment) {
        return new NpmPackages(
                settings.home().packages(),
                new ChildEnvironment(environment),
                settings.marks(),
                NpmPackages.Limits.DEFAULT);
    }

    private static Runtime process(
            Settings settings,
            Map<String, String> environment,
            NpmPackages packages,
            InstanceLogs logs) {
        Runtime process =
                new ProcessRuntime(
                        settings.marks(),
                        settings.home().processes(),
                        new ChildEnvironment(environment),
                        packages,
                        logs,
                        settings.home()::work);
        return settings.isProcessAllowed()
                ? process
                : new RefusedRuntime(
                        process,
                        "runtime process is allowed only where mcpd listens on loopback, since"
                                + " whoever creates a server runs commands as mcpd's user;"
                                + " MCPD_ALLOW_PROCESS=true allows it here");
    }
}
