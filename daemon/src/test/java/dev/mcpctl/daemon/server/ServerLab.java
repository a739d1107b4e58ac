package dev.mcpctl.daemon.server;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.instance.Health;
import dev.mcpctl.api.instance.InstanceState;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.server.ServerRuntime;
import dev.mcpctl.daemon.TestPostgres;
import dev.mcpctl.daemon.feed.FeedCursor;
import dev.mcpctl.daemon.runtime.Channel;
import dev.mcpctl.daemon.runtime.ExternalRuntime;
import dev.mcpctl.daemon.runtime.InstanceStart;
import dev.mcpctl.daemon.runtime.ProcessLab;
import dev.mcpctl.daemon.runtime.Runtime;
import dev.mcpctl.daemon.runtime.docker.DockerRuntime;
import dev.mcpctl.daemon.runtime.docker.NpmImage;
import dev.mcpctl.daemon.runtime.docker.TestEngine;
import dev.mcpctl.db.Database;
import dev.mcpctl.db.DatabaseLocation;
import dev.mcpctl.db.DatabaseSettings;
import dev.mcpctl.db.feed.Author;
import dev.mcpctl.db.instance.Handle;
import dev.mcpctl.db.instance.Instance;
import dev.mcpctl.db.instance.Owner;
import dev.mcpctl.db.resource.DeleteMode;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.upstream.HttpUpstream;
import dev.mcpctl.mcp.upstream.StdioChannel;
import dev.mcpctl.mcp.upstream.StdioUpstream;
import dev.mcpctl.mcp.upstream.Upstream;
import dev.mcpctl.mcp.upstream.UpstreamSettings;
import dev.mcpctl.mcp.wire.Revision;

import io.vertx.core.Vertx;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/** A database, a feed and a reconciler: an mcpd without its listener. */
public final class ServerLab implements AutoCloseable {
    private static final Author ADA = Author.of("user:ada");
    private static final Caller CLIENT = new Caller("user:ada", "", Revision.MODERN, false);

    /** Callers that have an instance of one server to themselves. */
    public static final int MAX_OWNERS = 3;

    /** In a JVM that stands for an mcpd: the database that it shall use. */
    private static final String DATABASE = "mcpctl.test.database";

    private static final ConcurrentMap<Path, String> DATABASES = new ConcurrentHashMap<>();

    public final Database database;
    public final FeedCursor feed;
    public final ProcessLab processes;
    public final ServerReconciler reconciler;
    private final Vertx vertx = Vertx.vertx();
    private final Optional<DockerRuntime> containers;

    public ServerLab(Path directory, Pauses pauses) {
        this(directory, new ProcessLab(directory), pauses, _ -> {});
    }

    /**
     * @param beforehand what happens to the database before anything reacts
     */
    ServerLab(Path directory, ProcessLab processes, Pauses pauses, Consumer<Database> beforehand) {
        this(directory, processes, Optional.empty(), pauses, beforehand);
    }

    /** One with an engine for its containers. */
    static ServerLab with(TestEngine engine, Path directory, String installation, String node) {
        return with(engine.environment(), Optional.empty(), directory, installation, node);
    }

    /**
     * One with an engine, and perhaps an image for packages.
     *
     * @param engine the variables that name it
     */
    static ServerLab with(
            Map<String, String> engine,
            Optional<NpmImage> npmImage,
            Path directory,
            String installation,
            String node) {
        ProcessLab processes = new ProcessLab(directory, installation, node);
        DockerRuntime containers =
                new DockerRuntime(
                        new DockerRuntime.Settings(engine, Optional.empty(), List.of(), npmImage),
                        processes.marks,
                        processes.logs);
        return new ServerLab(
                directory,
                processes,
                Optional.of(containers),
                Pauses.of(Clock.systemUTC()),
                _ -> {});
    }

    private ServerLab(
            Path directory,
            ProcessLab processes,
            Optional<DockerRuntime> containers,
            Pauses pauses,
            Consumer<Database> beforehand) {
        this.processes = processes;
        this.containers = containers;
        database =
                Database.open(
                        new DatabaseSettings(
                                new DatabaseLocation.External(databaseOf(directory)),
                                directory.resolve("master.key")));
        beforehand.accept(database);
        feed = FeedCursor.open(database);
        reconciler =
                new ServerReconciler(
                        new ServerReconciler.Parts(
                                feed::catalog,
                                database,
                                runtimes(processes, containers),
                                processes.logs,
                                new Pipes(vertx),
                                processes.marks.node(),
                                4,
                                MAX_OWNERS,
                                pauses));
        feed.listen(reconciler);
        feed.start();
        reconciler.start();
    }

    private static Map<ServerRuntime, Runtime> runtimes(
            ProcessLab processes, Optional<DockerRuntime> containers) {
        Map<ServerRuntime, Runtime> runtimes = new EnumMap<>(ServerRuntime.class);
        runtimes.put(ServerRuntime.PROCESS, processes.runtime);
        runtimes.put(ServerRuntime.EXTERNAL, new ExternalRuntime());
        containers.ifPresent(docker -> runtimes.put(ServerRuntime.DOCKER, docker));
        return runtimes;
    }

    private record Pipes(Vertx vertx) implements Dialer {
        private static final UpstreamSettings SETTINGS =
                UpstreamSettings.of("lab", "1").withProbeSilence(Duration.ofMillis(500));

        @Override
        public Upstream stdio(String server, Owner owner, StdioChannel.Source channels) {
            return new StdioUpstream(server, channels, settings(owner));
        }

        @Override
        public Upstream http(Owner owner, InstanceStart start, Channel.Address address) {
            return new HttpUpstream(
                    start.server(),
                    vertx,
                    HttpUpstream.client(vertx),
                    address.uri(),
                    address::headers,
                    settings(owner));
        }

        private static UpstreamSettings settings(Owner owner) {
            return owner.isEverybody() ? SETTINGS : SETTINGS.forOneCaller();
        }
    }

    private static String databaseOf(Path directory) {
        return DATABASES.computeIfAbsent(
                directory,
                _ ->
                        Optional.ofNullable(System.getProperty(DATABASE))
                                .orElseGet(TestPostgres::freshDatabase));
    }

    /**
     * A program of ours in a JVM of its own, where a lab of the same directory has the database
     * that one has here.
     */
    static ProcessBuilder program(Class<?> main, Path directory, String... arguments) {
        ProcessBuilder builder =
                new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1", // it lives too briefly for more
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-D" + DATABASE + "=" + databaseOf(directory),
                        main.getName());
        builder.command().addAll(List.of(arguments));
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    /** The spec of a scripted server. */
    public static ObjectNode scripted(String... switches) {
        ObjectNode spec = JsonCodec.object().put("command", "node");
        spec.putArray("args").add(ProcessLab.script().toString());
        List.of(switches).forEach(spec.withArray("args")::add);
        return spec;
    }

    /** The spec of a scripted server on Streamable HTTP. */
    static ObjectNode web(int port, String... switches) {
        ObjectNode spec = JsonCodec.object().put("command", "node");
        spec.put("transport", "STREAMABLE_HTTP").put("containerPort", port);
        spec.putArray("args")
                .add(ProcessLab.resource("/scripted-web-server.mjs").toString())
                .add("--port")
                .add(Integer.toString(port));
        List.of(switches).forEach(spec.withArray("args")::add);
        return spec;
    }

    /** The spec of a scripted server in a container. */
    static ObjectNode image(String script, String... switches) {
        ObjectNode spec = JsonCodec.object().put("image", TestEngine.NODE_IMAGE);
        spec.putArray("args").add("/app/" + script);
        List.of(switches).forEach(spec.withArray("args")::add);
        return spec;
    }

    /** The spec of a scripted server on Streamable HTTP in a container. */
    static ObjectNode webImage() {
        return image("scripted-web-server.mjs", "--host", "0.0.0.0", "--port", "8080")
                .put("transport", "STREAMABLE_HTTP")
                .put("containerPort", 8080);
    }

    static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void create(String kind, String name, ObjectNode spec) {
        Resource resource = Resource.of(Metadata.named(kind, null, name), spec);
        feed.awaitPassed(database.resources().create(ADA, resource).position());
    }

    public void overwrite(String kind, String name, ObjectNode spec) {
        Resource resource = Resource.of(Metadata.named(kind, null, name), spec);
        feed.awaitPassed(database.resources().overwrite(ADA, resource).position());
    }

    public void delete(String kind, String name) {
        feed.awaitPassed(
                database.resources()
                        .delete(ADA, ResourceKey.global(kind, name), DeleteMode.GUARDED)
                        .position());
    }

    public Presence presence(String server) {
        return reconciler.presence(server).orElseThrow();
    }

    public InstanceState state(String server) {
        return presence(server).now().state();
    }

    public void awaitState(String server, InstanceState state) {
        Awaitility.await(server + " is " + state)
                .atMost(Duration.ofSeconds(20))
                .until(() -> state(server) == state);
    }

    public void awaitHealth(String server, Health health) {
        Awaitility.await(server + " is " + health)
                .atMost(Duration.ofSeconds(20))
                .until(() -> presence(server).now().health() == health);
    }

    /** Calls a tool of the scripted server; the text of its answer. */
    public String call(String server, String tool, String arguments) {
        return call(server, CLIENT, tool, arguments);
    }

    /** A client with a conversation of its own. */
    public static Caller caller(String conversation) {
        return new Caller("user:ada", conversation, Revision.MODERN, false);
    }

    public String call(String server, Caller caller, String tool, String arguments) {
        Json params = Json.object("name", Json.of(tool)).with("arguments", Json.parse(arguments));
        Json result = request(server, caller, Methods.TOOLS_CALL, params);
        return result.get("content").orElseThrow().elements().getFirst().text("text").orElseThrow();
    }

    Json request(String server, Caller caller, String method, Json params) {
        return presence(server).call(Call.of(method, params, caller, Duration.ofSeconds(20)));
    }

    /** What the database has, once it has been written. */
    public ObjectNode status(String server) {
        return database.resources().get(ResourceKey.global("server", server)).status();
    }

    public Instance instance(String server) {
        return database.instances().ofServer(server).getFirst();
    }

    /**
     * The instances by the id of their process or container, once there are that many and all are
     * running.
     */
    public Map<String, Instance> running(String server, int count) {
        Map<String, Instance> byPid = new TreeMap<>();
        Awaitility.await(count + " instances of " + server + " run")
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    byPid.clear();
                    List<Instance> rows = database.instances().ofServer(server);
                    for (Instance row : rows) {
                        Handle handle = row.status().handle();
                        if (row.status().state() == InstanceState.RUNNING
                                && row.status().health() == Health.HEALTHY
                                && handle != null) {
                            byPid.put(handle.id(), row);
                        }
                    }
                    return byPid.size() == count && rows.size() == count;
                });
        return byPid;
    }

    @Override
    public void close() {
        reconciler.close();
        containers.ifPresent(DockerRuntime::close);
        feed.close();
        database.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
