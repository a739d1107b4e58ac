package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.daemon.TestPostgres;
import dev.mcpctl.daemon.access.BearerTokens;
import dev.mcpctl.daemon.feed.FeedCursor;
import dev.mcpctl.daemon.http.ApiServer;
import dev.mcpctl.daemon.http.Route;
import dev.mcpctl.daemon.template.ShippedTemplates;
import dev.mcpctl.db.Database;
import dev.mcpctl.db.DatabaseLocation;
import dev.mcpctl.db.DatabaseSettings;

import io.vertx.core.Vertx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * The REST side of an mcpd on a real socket, with a database of its own on one server for the whole
 * JVM. Instances are rows that nobody runs.
 */
public final class TestDaemon implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Database database;
    private final Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final FeedCursor feed;
    private final ApiServer server;
    private final String token;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Rows instances = new Rows();

    /** An answer; a body that is not JSON is text. */
    public record Answer(int status, String etag, String text) {
        public JsonNode json() {
            return JsonCodec.read(text);
        }
    }

    /** Remembers what it was asked. */
    public static final class Rows implements RunningInstances {
        public final List<String> restarted = new CopyOnWriteArrayList<>();
        public volatile Function<Object, Optional<Fault>> refusal = _ -> Optional.empty();

        @Override
        public void restart(Resource instance, String author) {
            restarted.add(instance.metadata().name() + " by " + author);
        }

        @Override
        public List<String> lastLogLines(Resource instance, int count) {
            return List.of("the last line of " + count);
        }

        @Override
        public Optional<Fault> refusal(Object spec) {
            return refusal.apply(spec);
        }
    }

    private TestDaemon(Database database, Path directory) throws IOException {
        this.database = database;
        this.directory = directory;
        this.token = database.tokens().issue("user:ada");
        this.feed = FeedCursor.open(database, ShippedTemplates.read());
        List<Route> routes =
                new ArrayList<>(ResourceRoutes.of(database, feed, instances, Clock.systemUTC()));
        routes.add(OpenApiEndpoint.over(routes));
        this.server =
                ApiServer.listen(
                        vertx,
                        "127.0.0.1",
                        0,
                        routes,
                        new BearerTokens(database.tokens()),
                        Duration.ofSeconds(5));
        feed.start();
    }

    public static TestDaemon start() throws Exception {
        Path directory = Files.createTempDirectory("mcpd-test");
        return new TestDaemon(
                Database.open(
                        new DatabaseSettings(
                                new DatabaseLocation.External(TestPostgres.freshDatabase()),
                                directory.resolve("master.key"))),
                directory);
    }

    public Database database() {
        return database;
    }

    public FeedCursor feed() {
        return feed;
    }

    public Rows instances() {
        return instances;
    }

    public String token() {
        return token;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    public Answer post(String path, String body) {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public Answer put(String path, String ifMatch, String body) {
        HttpRequest.Builder request = request(path).PUT(HttpRequest.BodyPublishers.ofString(body));
        return send(ifMatch.isEmpty() ? request : request.header("If-Match", ifMatch));
    }

    public Answer patch(String path, String contentType, String body) {
        return send(
                request(path)
                        .header("Content-Type", contentType)
                        .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Applies documents written as JSON objects with single quotes. */
    public Answer apply(String... documents) {
        ArrayNode resources = JsonCodec.array();
        for (String document : documents) {
            resources.add(object(document));
        }
        ObjectNode body = JsonCodec.object();
        body.set("resources", resources);
        return post("/api/v1/apply", JsonCodec.text(body));
    }

    /** JSON with single quotes, for legible tests. */
    public static JsonNode object(String quoted) {
        return JsonCodec.read(quoted.replace('\'', '"'));
    }

    /** With the token; send it with {@link #events}. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri("/api/v1" + path.replaceFirst("^/api/v1", "")))
                .header("Authorization", "Bearer " + token)
                .timeout(PATIENCE);
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("etag").orElse(""),
                    response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens a stream of events; the answer's head has come when this returns. */
    public EventReader events(String path) {
        try {
            return new EventReader(
                    client.send(
                            request(path).GET().build(),
                            HttpResponse.BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Listens no more, as on a stop. */
    public void stopListening() {
        server.close();
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.close();
        feed.close();
        database.close();
        vertx.close().await();
        TestPostgres.delete(directory);
    }
}
