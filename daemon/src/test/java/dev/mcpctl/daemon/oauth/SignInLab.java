package dev.mcpctl.daemon.oauth;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.daemon.TestPostgres;
import dev.mcpctl.daemon.access.BearerTokens;
import dev.mcpctl.daemon.feed.FeedCursor;
import dev.mcpctl.daemon.http.ApiServer;
import dev.mcpctl.daemon.http.Route;
import dev.mcpctl.daemon.mcp.RunningServers;
import dev.mcpctl.daemon.resource.ResourceRoutes;
import dev.mcpctl.daemon.runtime.docker.DockerRuntime;
import dev.mcpctl.db.Database;
import dev.mcpctl.db.DatabaseLocation;
import dev.mcpctl.db.DatabaseSettings;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.upstream.HttpUpstream;
import dev.mcpctl.mcp.upstream.Upstream;
import dev.mcpctl.mcp.upstream.UpstreamSettings;
import dev.mcpctl.mcp.wire.Revision;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** An mcpd on a real socket that runs servers elsewhere, with two users. */
final class SignInLab implements AutoCloseable {
    static final Json CAN_OPEN = Json.parse("{\"elicitation\":{\"url\":{}}}");

    final String ada;
    final String grace;
    private final Vertx vertx = Vertx.vertx();
    private final HttpClientAgent client = HttpUpstream.client(vertx);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Database database;
    private final FeedCursor feed;
    private final RunningServers servers;
    private final ApiServer api;
    private final List<Upstream> opened = new ArrayList<>(); // guarded by this

    SignInLab(Path directory, String databaseUrl) throws IOException {
        database =
                Database.open(
                        new DatabaseSettings(
                                new DatabaseLocation.External(databaseUrl),
                                directory.resolve("master.key")));
        ada = database.tokens().issue("user:ada");
        grace = database.tokens().issue("user:grace");
        feed = FeedCursor.open(database);
        AtomicReference<Optional<URI>> listening = new AtomicReference<>(Optional.empty());
        Map<String, String> noEngine = Map.of("DOCKER_HOST", "unix:///nonexistent/engine.sock");
        servers =
                new RunningServers(
                        new RunningServers.Settings(
                                new Home(directory),
                                database.installation().id().toString(),
                                "a-node",
                                true,
                                new DockerRuntime.Settings(
                                        noEngine, Optional.empty(), List.of(), Optional.empty()),
                                8,
                                "1",
                                listening::get),
                        noEngine,
                        database,
                        feed,
                        vertx);
        List<Route> routes = new ArrayList<>(servers.routes());
        routes.addAll(ResourceRoutes.of(database, feed, servers.instances(), Clock.systemUTC()));
        feed.start();
        api =
                ApiServer.listen(
                        vertx,
                        "127.0.0.1",
                        0,
                        routes,
                        new BearerTokens(database.tokens()),
                        Duration.ofSeconds(5));
        listening.set(Optional.of(URI.create("http://127.0.0.1:" + api.port())));
        servers.start();
    }

    static SignInLab on(Path directory) throws IOException {
        return new SignInLab(directory, TestPostgres.freshDatabase());
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + api.port() + path);
    }

    /** What mcpd answers to a user's token. */
    JsonNode ask(String token, String method, String path, String body) {
        HttpResponse<String> answer =
                send(
                        HttpRequest.newBuilder(uri("/api/v1" + path))
                                .header("Authorization", "Bearer " + token)
                                .method(method, HttpRequest.BodyPublishers.ofString(body)));
        return JsonCodec.read(answer.body().isEmpty() ? "{}" : answer.body());
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(
                    request.timeout(Duration.ofSeconds(30)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void create(String name, URI address, String more) {
        String spec = "{\"url\":\"" + address + "\"" + more + "}";
        JsonNode made =
                ask(
                        ada,
                        "POST",
                        "/servers",
                        "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":" + spec + "}");
        if (!made.path("kind").asText().equals("server")) {
            throw new AssertionError(made.toString());
        }
    }

    JsonNode status(String server) {
        return ask(ada, "GET", "/servers/" + server, "").path("status");
    }

    /** The link that a user is given. */
    URI link(String token, String server) {
        JsonNode answer = ask(token, "POST", "/servers/" + server + "/sign-in", "");
        if (!answer.has("link")) {
            throw new AssertionError(answer.toString());
        }
        return URI.create(answer.path("link").asText());
    }

    /** Signs in as a person would. */
    Browser.Shown signIn(String token, String server) {
        try (Browser browser = new Browser()) {
            return browser.press(link(token, server));
        }
    }

    /** A call of the tool {@code whoami} by a client of 2026-07-28. */
    Json whoami(String token, String server, Json capabilities, Json responses) {
        Upstream mcpd =
                HttpUpstream.modernOnly(
                        "mcpd",
                        vertx,
                        client,
                        uri("/api/v1/servers/" + server + "/mcp"),
                        () -> Map.of("Authorization", "Bearer " + token),
                        UpstreamSettings.of("test", "1"));
        synchronized (this) {
            opened.add(mcpd);
        }
        Json params = Json.object("name", Json.of("whoami")).with("arguments", Json.object());
        return mcpd.call(
                Call.of(
                        Methods.TOOLS_CALL,
                        responses.members().isEmpty()
                                ? params
                                : params.with("inputResponses", responses),
                        new RequestMeta(null, capabilities, null, false, Map.of()),
                        new Caller("user:somebody", "", Revision.MODERN, false),
                        Deadline.after(Duration.ofSeconds(30)),
                        new Cancellation(),
                        _ -> {}));
    }

    static String text(Json result) {
        return result.get("content").orElseThrow().elements().getFirst().text("text").orElseThrow();
    }

    @Override
    public synchronized void close() {
        opened.forEach(Upstream::close);
        http.shutdownNow();
        api.close();
        servers.close();
        feed.close();
        database.close();
        client.close().await();
        vertx.close().await();
    }
}
