package dev.mcpctl.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class DaemonClientIT {
    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(10));
    private static final ResourceAddress SERVERS = ResourceAddress.all("servers");

    private ScriptedDaemon daemon;
    private DaemonClient client;

    @BeforeEach
    void start() throws IOException {
        daemon = new ScriptedDaemon();
        client = new DaemonClient(daemon.uri(), () -> Optional.of("t0ken"), TIMEOUTS);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void everyRequestCarriesTheToken() {
        daemon.json(200, "{\"version\":\"1\"}");

        assertThat(client.version().path("version").asText()).isEqualTo("1");
        assertThat(daemon.asked.peek().line()).isEqualTo("GET /api/v1/version");
        assertThat(daemon.asked.peek().authorization()).isEqualTo("Bearer t0ken");
    }

    @Test
    @DisplayName("K-08: lists are paged transparently")
    void aListIsReadToItsLastPage() {
        daemon.json(
                        200,
                        "{\"items\":[{\"kind\":\"server\",\"metadata\":{\"name\":\"a\"},\"spec\":{}}],\"metadata\":{\"position\":7,\"continue\":\"x y\"}}")
                .json(
                        200,
                        "{\"items\":[{\"kind\":\"server\",\"metadata\":{\"name\":\"b\"},\"spec\":{}}],\"metadata\":{\"position\":9}}");

        ResourceList list = client.list(SERVERS, new ListQuery("p/1", "team=x"));

        assertThat(list.items())
                .extracting(item -> item.metadata().name())
                .containsExactly("a", "b");
        assertThat(list.position()).isEqualTo(9);
        assertThat(daemon.asked)
                .extracting(ScriptedDaemon.Asked::line)
                .containsExactly(
                        "GET /api/v1/servers?project=p%2F1&labelSelector=team%3Dx",
                        "GET /api/v1/servers?project=p%2F1&labelSelector=team%3Dx&continue=x+y");
    }

    @Test
    void aTableArrivesRowByRow() {
        daemon.json(
                        200,
                        """
                        {"columns":[{"name":"NAME","wide":false},{"name":"AGE","wide":true}],"other":{"a":[1]},
                         "rows":[{"kind":"serverattachment","project":"p","name":"a","cells":["a","5m"],"extra":[1]},
                                 {"kind":"server","project":null,"name":"b","cells":["b","1h"]}],
                         "metadata":{"position":7,"continue":"c"}}\
                        """)
                .json(
                        200,
                        "{\"metadata\":{\"position\":8},\"columns\":[{\"name\":\"NAME\"}],\"rows\":[{\"kind\":\"server\",\"name\":\"c\",\"cells\":[\"c\",\"2h\"]}]}");
        List<String> seen = new ArrayList<>();

        long position = client.table(SERVERS, ListQuery.ALL, true, new Rows(seen));

        assertThat(seen)
                .containsExactly(
                        "[NAME, AGE]",
                        "serverattachment p a [a, 5m]",
                        "server null b [b, 1h]",
                        "server null c [c, 2h]");
        assertThat(position).isEqualTo(8);
        assertThat(daemon.asked.peek().line()).isEqualTo("GET /api/v1/servers?as=table&wide=true");
    }

    @Test
    void aResourceOfAProjectStandsBelowIt() {
        daemon.json(
                200, "{\"kind\":\"serverattachment\",\"metadata\":{\"name\":\"a\"},\"spec\":{}}");

        client.get(ResourceAddress.of(new ResourceKey("serverattachment", "p", "a")));

        assertThat(daemon.asked.peek().line())
                .isEqualTo("GET /api/v1/projects/p/serverattachments/a");
    }

    @Test
    void creatingPostsMetadataAndSpec() {
        daemon.json(
                201,
                "{\"kind\":\"server\",\"metadata\":{\"name\":\"a\",\"uid\":\"u\",\"resourceVersion\":\"5\"},\"spec\":{}}");

        Resource stored = client.create(server("a", 0));

        assertThat(stored.metadata().resourceVersion()).isEqualTo(5);
        assertThat(daemon.asked.peek().line()).isEqualTo("POST /api/v1/servers");
        assertThat(daemon.asked.peek().body())
                .isEqualTo("{\"metadata\":{\"name\":\"a\"},\"spec\":{\"command\":\"x\"}}");
    }

    @Test
    @DisplayName("M-132: a replacement names the state that it replaces")
    void replacingSendsTheVersionAndAConflictComesBack() {
        daemon.json(
                409,
                new Problem(ProblemType.CONFLICT, "servers \"a\" has changed")
                        .toJson("/")
                        .toString());

        assertThatThrownBy(() -> client.replace(server("a", 41)))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.CONFLICT));
        assertThat(daemon.asked.peek().line()).isEqualTo("PUT /api/v1/servers/a");
        assertThat(daemon.asked.peek().ifMatch()).isEqualTo("\"41\"");
    }

    @Test
    void deletingSaysWhatItDetached() {
        daemon.json(
                        200,
                        "{\"deleted\":{\"kind\":\"server\",\"name\":\"a\"},\"detached\":[{\"kind\":\"project\",\"name\":\"p\"},\"project/q\"]}")
                .json(200, "{}");

        assertThat(client.delete(ResourceAddress.global("servers", "a"), true, true))
                .isEqualTo(new Deleted(true, List.of("project/p", "project/q")));
        assertThat(client.delete(ResourceAddress.global("servers", "a"), false, false).wasThere())
                .isFalse();
        assertThat(daemon.asked)
                .extracting(ScriptedDaemon.Asked::line)
                .containsExactly(
                        "DELETE /api/v1/servers/a?force=true&ignoreNotFound=true",
                        "DELETE /api/v1/servers/a");
    }

    @Test
    void applyingSendsEnvelopesAndReadsOutcomes() {
        daemon.json(
                200,
                "{\"results\":[{\"kind\":\"server\",\"name\":\"a\",\"outcome\":\"created\"}],\"notices\":[\"so\"]}");
        ObjectNode envelope = server("a", 0).toJson();

        Applied applied = client.apply(List.of(envelope), true);

        assertThat(applied.results())
                .containsExactly(new Applied.Result(ResourceKey.global("server", "a"), "created"));
        assertThat(applied.notices()).containsExactly("so");
        assertThat(daemon.asked.peek().line()).isEqualTo("POST /api/v1/apply?dryRun=true");
        assertThat(JsonCodec.read(daemon.asked.peek().body()).path("resources").path(0))
                .isEqualTo(envelope);
    }

    @Test
    @DisplayName("M-129: apply comes again when it is asked to")
    void applyIsTriedAgainWhileTheDaemonIsBusy() {
        String busy = new Problem(ProblemType.TOO_MANY_REQUESTS, "busy").toJson("/").toString();
        daemon.json(429, busy)
                .answer(exchange -> {
                    exchange.getResponseHeaders().set("Retry-After", "1");
                    ScriptedDaemon.send(exchange, 503, busy);
                })
                .json(200, "{\"results\":[]}");

        long start = System.nanoTime();
        client.apply(List.of(), false);

        assertThat(daemon.asked).hasSize(3);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThan(Duration.ofMillis(1_200));
    }

    @Test
    void applyIsNotTriedAgainWhenTheDaemonDoesNotAskForIt() {
        daemon.json(
                503, new Problem(ProblemType.UNAVAILABLE, "no database").toJson("/").toString());

        assertThatThrownBy(() -> client.apply(List.of(), false)).hasMessage("no database");
        assertThat(daemon.asked).hasSize(1);
    }

    @Test
    void nothingButApplyIsTriedAgain() {
        daemon.json(429, new Problem(ProblemType.TOO_MANY_REQUESTS, "busy").toJson("/").toString());

        assertThatThrownBy(() -> client.create(server("a", 0))).hasMessage("busy");
        assertThat(daemon.asked).hasSize(1);
    }

    @Test
    void aBrokenConnectionIsNotTriedAgain() throws IOException {
        try (ServerSocket hangsUp = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            List<Integer> connections = new ArrayList<>();
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            while (true) {
                                try (var socket = hangsUp.accept()) {
                                    connections.add(1);
                                    socket.getInputStream().read(new byte[64]);
                                }
                            }
                        } catch (IOException e) {
                            // closed at the end
                        }
                    });
            DaemonClient other = clientOf(URI.create("http://127.0.0.1:" + hangsUp.getLocalPort()));

            assertThatThrownBy(() -> other.create(server("a", 0)))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem ->
                                    assertThat(problem.type()).isEqualTo(ProblemType.UNREACHABLE));
            assertThat(connections).hasSize(1);
        }
    }

    @Test
    void faultsOfARefusalComeBack() {
        daemon.json(
                422,
                Problem.invalid("server", List.of(new Fault("/resources/0/spec", "bad")))
                        .toJson("/")
                        .toString());

        assertThatThrownBy(() -> client.apply(List.of(), false))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem ->
                                assertThat(problem.faults())
                                        .containsExactly(new Fault("/resources/0/spec", "bad")));
    }

    @Test
    void aWrongTokenIsToldHowToLogIn() {
        daemon.json(
                401, new Problem(ProblemType.UNAUTHORIZED, "no such token").toJson("/").toString());

        assertThatThrownBy(() -> client.version())
                .hasMessage("no such token; log in with: mcpctl login --mcpd-url " + daemon.uri());
    }

    @Test
    void aDaemonThatDoesNotRunIsOutOfReach() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        URI nobody = URI.create("http://127.0.0.1:" + port);

        for (Runnable call :
                List.<Runnable>of(
                        () -> clientOf(nobody).version(),
                        () -> clientOf(nobody).create(server("a", 0)),
                        () -> clientOf(nobody).changes(null))) {
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem ->
                                    assertThat(problem.type()).isEqualTo(ProblemType.UNREACHABLE))
                    .hasMessageStartingWith("mcpd at " + nobody + " is out of reach: ")
                    .hasMessageEndingWith("start it with: mcpctl up");
        }
    }

    @Test
    @DisplayName("K-10: a daemon that does not answer is not waited for longer than asked")
    void aDaemonThatDoesNotAnswerIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            DaemonClient impatient =
                    new DaemonClient(uri, Optional::empty, Timeouts.of(Duration.ofMillis(200)));

            assertThatThrownBy(impatient::version)
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem ->
                                    assertThat(problem.type()).isEqualTo(ProblemType.UNREACHABLE))
                    .hasMessage("mcpd at " + uri + " did not answer within 200 ms");
        }
    }

    @Test
    void somebodyElseOnThePortIsRecognised() {
        daemon.answer(exchange -> ScriptedDaemon.send(exchange, 404, "<html>"))
                .answer(exchange -> ScriptedDaemon.send(exchange, 200, "<html>"))
                .answer(exchange -> ScriptedDaemon.send(exchange, 200, "<html>"))
                .answer(exchange -> {
                    exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
                    ScriptedDaemon.send(exchange, 302, "");
                });

        assertThatThrownBy(() -> client.version()).hasMessageEndingWith("is it mcpd?");
        assertThatThrownBy(() -> client.version()).hasMessageEndingWith("is it mcpd?");
        assertThatThrownBy(() ->
                        client.table(SERVERS, ListQuery.ALL, false, new Rows(new ArrayList<>())))
                .hasMessageEndingWith("is it mcpd?");
        assertThatThrownBy(() -> client.version()).hasMessageContaining("status 302");
    }

    @Test
    void logsAreAStreamOfText() throws IOException {
        daemon.answer(exchange -> ScriptedDaemon.send(exchange, 200, "line\n"));

        try (InputStream log =
                client.logs("a b", new LogQuery(5, Duration.ofMinutes(3), true, true, "a-1"))) {
            assertThat(log).hasContent("line\n");
        }
        assertThat(daemon.asked.peek().line())
                .isEqualTo(
                        "GET /api/v1/servers/a%20b/logs?tail=5&since=PT3M&follow=true&previous=true&instance=a-1");
    }

    @Test
    void descriptionsAndEventsAndExportsAreRead() {
        daemon.answer(exchange -> ScriptedDaemon.send(exchange, 200, "Name: a\n"))
                .json(
                        200,
                        "{\"items\":[{\"at\":\"t\",\"type\":\"Warning\",\"reason\":\"R\",\"message\":\"m\",\"count\":3}]}")
                .json(
                        200,
                        "{\"items\":[{\"kind\":\"server\",\"metadata\":{\"name\":\"a\"},\"spec\":{}}]}");

        assertThat(client.describe(ResourceAddress.global("secrets", "a"), true))
                .isEqualTo("Name: a\n");
        assertThat(client.events(ResourceKey.global("server", "a")))
                .containsExactly(new ObservedEvent("t", "Warning", "R", "m", 3));
        assertThat(client.all("p")).hasSize(1);
        assertThat(daemon.asked)
                .extracting(ScriptedDaemon.Asked::line)
                .containsExactly(
                        "GET /api/v1/secrets/a?as=description&showValues=true",
                        "GET /api/v1/events?kind=server&name=a",
                        "GET /api/v1/all?project=p");
    }

    @Test
    void changesComeInOrderAndTheStreamKnowsItsPosition() {
        daemon.answer(exchange ->
                stream(
                        exchange.getResponseBody(),
                        () -> exchange.sendResponseHeaders(200, 0),
                        """
                        event: HELLO
                        data: {"position":4}

                        : comment

                        id: 5
                        event: CHANGE
                        data: {"position":5,"op":"update",
                        data: "kind":"project","name":"p","author":"user:me"}

                        """));

        try (ChangeStream<Change> changes = client.changes(4L)) {
            assertThat(changes.next())
                    .hasValueSatisfying(hello -> {
                        assertThat(hello.operation()).isEqualTo(Change.HELLO);
                        assertThat(hello.position()).isEqualTo(4);
                    });
            assertThat(changes.position()).isEqualTo(4);
            assertThat(changes.next())
                    .contains(
                            new Change(5, "update", ResourceKey.global("project", "p"), "user:me"));
            assertThat(changes.position()).isEqualTo(5);
            assertThatThrownBy(changes::next)
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem ->
                                    assertThat(problem.type()).isEqualTo(ProblemType.UNREACHABLE))
                    .hasMessageContaining("is lost");
        }
        assertThat(daemon.asked.peek().line()).isEqualTo("GET /api/v1/changes?position=4");
        assertThat(daemon.asked.peek().authorization()).isEqualTo("Bearer t0ken");
    }

    @Test
    void aWatchGivesResourcesAndAWatchedTableRows() {
        daemon.answer(exchange ->
                        stream(
                                exchange.getResponseBody(),
                                () -> exchange.sendResponseHeaders(200, 0),
                                "event: ADDED\nid: 6\ndata: {\"kind\":\"server\",\"metadata\":{\"name\":\"a\"},\"spec\":{}}\n\n"))
                .answer(exchange ->
                        stream(
                                exchange.getResponseBody(),
                                () -> exchange.sendResponseHeaders(200, 0),
                                "event: DELETED\nid: 7\ndata: {\"kind\":\"server\",\"name\":\"a\",\"cells\":[\"a\"]}\n\n"));
        List<String> seen = new ArrayList<>();

        try (ChangeStream<WatchEvent> watch = client.watch(SERVERS, ListQuery.ALL, 5L)) {
            assertThat(watch.next())
                    .hasValueSatisfying(event -> {
                        assertThat(event.type()).isEqualTo("ADDED");
                        assertThat(event.position()).isEqualTo(6);
                        assertThat(event.resource().metadata().name()).isEqualTo("a");
                    });
        }
        try (ChangeStream<String> watch =
                client.watchTable(SERVERS, ListQuery.ALL, false, 6L, new Rows(seen))) {
            assertThat(watch.next()).contains("DELETED");
        }

        assertThat(seen).containsExactly("server null a [a]");
        assertThat(daemon.asked)
                .extracting(ScriptedDaemon.Asked::line)
                .containsExactly(
                        "GET /api/v1/servers?watch=true&position=5",
                        "GET /api/v1/servers?watch=true&as=table&position=6");
    }

    @Test
    void aPositionThatIsTooOldIsGone() {
        daemon.json(410, new Problem(ProblemType.GONE, "too old").toJson("/").toString());

        assertThatThrownBy(() -> client.watch(SERVERS, ListQuery.ALL, 1L))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.GONE));
    }

    @Test
    void closingAStreamWakesWhoWaitsAndEndsTheConnection() throws Exception {
        CountDownLatch isEnded = new CountDownLatch(1);
        daemon.answer(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            try {
                while (true) {
                    out.write(": here\n\n".getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    Thread.sleep(20);
                }
            } catch (IOException | InterruptedException e) {
                isEnded.countDown();
            }
        });
        ChangeStream<Change> changes = client.changes(null);
        List<Optional<Change>> given = new ArrayList<>();
        Thread waiting = Thread.ofPlatform().start(() -> given.add(changes.next()));

        changes.close();
        changes.close();

        waiting.join(5_000);
        assertThat(given).containsExactly(Optional.empty());
        assertThat(isEnded.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static DaemonClient clientOf(URI uri) {
        return new DaemonClient(uri, Optional::empty, TIMEOUTS);
    }

    private static Resource server(String name, long version) {
        Metadata metadata =
                new Metadata(
                        "server",
                        name,
                        null,
                        java.util.Map.of(),
                        java.util.Map.of(),
                        null,
                        0,
                        version,
                        null,
                        null);
        return Resource.of(metadata, JsonCodec.object().put("command", "x"));
    }

    private static void stream(OutputStream out, Headers headers, String text) throws IOException {
        headers.send();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private interface Headers {
        void send() throws IOException;
    }

    private record Rows(List<String> seen) implements TableReader {
        @Override
        public void columns(List<String> headers) {
            seen.add(headers.toString());
        }

        @Override
        public void row(String kind, @Nullable String project, String name, List<String> cells) {
            seen.add(kind + " " + project + " " + name + " " + cells);
        }
    }
}
