package dev.mcpctl.localproxy;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.mcp.face.FaceSettings;
import dev.mcpctl.mcp.face.HttpFace;
import dev.mcpctl.mcp.face.Target;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What mcplocal sees of mcpd: projects, the change feed, and servers behind the inner hop. */
final class StandInDaemon implements AutoCloseable {
    static final String TOKEN = "stand-in-token";

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpFace face = new HttpFace(vertx, threads, FaceSettings.of("stand-in", "1"));
    private final Map<String, ObjectNode> projects = new TreeMap<>(); // guarded by this
    private final Map<String, ScriptedServer> servers = new ConcurrentHashMap<>();
    private final Set<String> authorizations = ConcurrentHashMap.newKeySet();
    private final List<HttpServerResponse> feeds = new CopyOnWriteArrayList<>();
    private HttpServer http;
    private long position = 10; // guarded by this

    StandInDaemon() {
        http = listen(0);
    }

    private HttpServer listen(int port) {
        return vertx.createHttpServer()
                .requestHandler(this::handle)
                .listen(port, "127.0.0.1")
                .await();
    }

    String url() {
        return "http://127.0.0.1:" + http.actualPort();
    }

    /** What a mcplocal is started with to belong to this mcpd. */
    Map<String, String> environment() {
        return Map.of("MCPLOCAL_PORT", "0", "MCPD_URL", url(), "MCPCTL_TOKEN", TOKEN);
    }

    ScriptedServer server(String name) {
        return servers.computeIfAbsent(name, ScriptedServer::new);
    }

    /** Writes a project with these servers and tells the feed. */
    synchronized void project(String name, String toolNames, String... attached) {
        position++;
        ObjectNode resource = JsonCodec.object().put("kind", "project");
        resource.putObject("metadata")
                .put("name", name)
                .put("uid", "u-" + name)
                .put("generation", position)
                .put("resourceVersion", Long.toString(position));
        ObjectNode spec =
                resource.putObject("spec")
                        .put("proxyModel", "content-pipeline")
                        .put("toolNames", toolNames);
        for (String server : attached) {
            server(server);
            spec.withArray("servers").add(server);
        }
        boolean isNew = projects.put(name, resource) == null;
        change(isNew ? "create" : "update", "project", name);
    }

    synchronized void remove(String project) {
        position++;
        projects.remove(project);
        change("delete", "project", project);
    }

    synchronized void change(String operation, String kind, String name) {
        String event =
                "event: CHANGE\nid: "
                        + position
                        + "\ndata: {\"position\":"
                        + position
                        + ",\"op\":\""
                        + operation
                        + "\",\"kind\":\""
                        + kind
                        + "\",\"name\":\""
                        + name
                        + "\",\"author\":\"user:t\"}\n\n";
        feeds.forEach(feed -> feed.write(event));
    }

    void stop() {
        http.close().await();
        feeds.clear();
    }

    void startAgain(int port) {
        http = listen(port);
    }

    int port() {
        return http.actualPort();
    }

    /** What callers have shown. */
    Set<String> authorizations() {
        return authorizations;
    }

    private void handle(HttpServerRequest request) {
        authorizations.add(String.valueOf(request.getHeader("Authorization")));
        if (!("Bearer " + TOKEN).equals(request.getHeader("Authorization"))) {
            request.response().setStatusCode(401).end();
            return;
        }
        String address = String.valueOf(request.path());
        String[] path = address.split("/", -1);
        if (address.equals("/api/v1/changes")) {
            feed(request);
        } else if (address.equals("/api/v1/projects")) {
            list(request);
        } else if (path.length == 5 && path[3].equals("projects")) {
            single(request, path[4]);
        } else if (path.length == 8 && servers.containsKey(path[6])) {
            face.handle(
                    request, new Target(path[4] + "/" + path[6], servers.get(path[6]), "user:t"));
        } else {
            request.response().setStatusCode(404).end();
        }
    }

    private synchronized void feed(HttpServerRequest request) {
        HttpServerResponse response = request.response().setChunked(true);
        response.putHeader("Content-Type", "text/event-stream");
        response.write(
                "event: HELLO\nid: " + position + "\ndata: {\"position\":" + position + "}\n\n");
        feeds.add(response);
        response.closeHandler(_ -> feeds.remove(response));
    }

    private synchronized void list(HttpServerRequest request) {
        ObjectNode list = JsonCodec.object().put("kind", "List");
        list.putObject("metadata").put("position", position);
        list.putArray("items").addAll(new ArrayList<>(projects.values()));
        request.response()
                .putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(JsonCodec.bytes(list)));
    }

    private synchronized void single(HttpServerRequest request, String name) {
        ObjectNode project = projects.get(name);
        if (project == null) {
            request.response()
                    .setStatusCode(404)
                    .putHeader("Content-Type", "application/problem+json")
                    .end(
                            Buffer.buffer(
                                    JsonCodec.bytes(
                                            Problem.notFound("projects", name)
                                                    .toJson(String.valueOf(request.path())))));
            return;
        }
        request.response()
                .putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(JsonCodec.bytes(project)));
    }

    @Override
    public void close() {
        face.close();
        http.close().await();
        vertx.close().await();
        threads.shutdownNow();
    }
}
