package dev.mcpctl.mcp.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.Methods;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** Clients on HTTP+SSE of 2024-11-05, in raw HTTP. */
@Timeout(60)
class SseFaceIT {
    private static final Duration KEEP_ALIVE = Duration.ofMillis(300);

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final FakeEndpoint endpoint = new FakeEndpoint();
    private volatile Target target = new Target("p", endpoint, "alice");
    private SseFace face;
    private HttpServer server;

    @BeforeEach
    void listen() {
        face =
                new SseFace(
                        vertx,
                        threads,
                        FaceSettings.of("us", "1")
                                .withKeepAlive(KEEP_ALIVE)
                                .withMaxMessageBytes(200_000));
        server =
                vertx.createHttpServer().requestHandler(this::route).listen(0, "127.0.0.1").await();
    }

    private void route(HttpServerRequest request) {
        if ("/p/sse".equals(request.path())) {
            face.stream(request, target, "/p/messages");
        } else {
            face.message(request, target);
        }
    }

    @AfterEach
    void stop() {
        face.close();
        http.shutdownNow();
        vertx.close().await();
        threads.shutdownNow();
    }

    /** One event of a stream; a comment is an event of the type {@code :}. */
    private record Event(String type, String data) {
        Json json() {
            assertThat(type).isEqualTo("message");
            return Json.parse(data);
        }
    }

    /** A client's stream, read by a thread. */
    private final class Client implements AutoCloseable {
        private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        private final HttpResponse<InputStream> response;
        private final URI messages;
        private volatile boolean hasEnded;

        Client() {
            URI stream = URI.create("http://127.0.0.1:" + server.actualPort() + "/p/sse");
            HttpRequest request =
                    HttpRequest.newBuilder(stream).header("Accept", "text/event-stream").build();
            response = SseFaceIT.this.send(request, BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
            threads.execute(this::read);
            Event first = next();
            assertThat(first.type()).isEqualTo("endpoint");
            messages = stream.resolve(first.data());
        }

        private void read() {
            try (var lines =
                    new BufferedReader(
                            new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                String type = "message";
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith(":")) {
                        events.add(new Event(":", line));
                    } else if (line.startsWith("event: ")) {
                        type = line.substring(7);
                    } else if (line.startsWith("data: ")) {
                        events.add(new Event(type, line.substring(6)));
                    }
                }
            } catch (IOException gone) {
                // as a broken stream ends
            } finally {
                hasEnded = true;
            }
        }

        Event any() {
            try {
                Event event = events.poll(10, SECONDS);
                assertThat(event).as("an event").isNotNull();
                return event;
            } catch (InterruptedException stop) {
                throw new AssertionError(stop);
            }
        }

        /** The next event that is not a comment. */
        Event next() {
            Event event = any();
            while (event.type().equals(":")) {
                event = any();
            }
            return event;
        }

        HttpResponse<String> post(String body, String... headers) {
            return SseFaceIT.this.post(messages, body, headers);
        }

        void tell(String method, String params) {
            var sent =
                    post(
                            "{\"jsonrpc\":\"2.0\",\"method\":\"%s\",\"params\":%s}"
                                    .formatted(method, params));
            assertThat(sent.statusCode()).isEqualTo(202);
        }

        void ask(String id, String method, String params) {
            var sent =
                    post(
                            "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"%s\",\"params\":%s}"
                                    .formatted(id, method, params));
            assertThat(sent.statusCode()).isEqualTo(202);
            assertThat(sent.body()).isEmpty();
        }

        Json answer(String id, String method, String params) {
            ask(id, method, params);
            Json answer = next().json();
            assertThat(answer.get("id")).contains(Json.parse(id));
            return answer;
        }

        Json initialized(String version) {
            Json answer =
                    answer(
                            "0",
                            Methods.INITIALIZE,
                            "{\"protocolVersion\":\"%s\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}"
                                    .formatted(version));
            tell(Methods.INITIALIZED, "{}");
            return answer.get("result").orElseThrow();
        }

        @Override
        public void close() {
            try {
                response.body().close();
            } catch (IOException gone) {
                throw new AssertionError(gone);
            }
        }
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return http.send(request, body);
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    private HttpResponse<String> post(URI uri, String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(20))
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length == 0 || !List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request.build(), BodyHandlers.ofString());
    }

    private static String text(Json answer) {
        return answer.get("result")
                .flatMap(result -> result.get("content"))
                .orElseThrow()
                .elements()
                .getFirst()
                .get("text")
                .orElseThrow()
                .toString();
    }

    private static long code(Json answer) {
        return answer.get("error")
                .flatMap(error -> error.get("code"))
                .flatMap(Json::asLong)
                .orElseThrow();
    }

    @ParameterizedTest
    @DisplayName(
            "70. the first event is endpoint, a handshake of every legacy revision and answers are message events [2024-11-05 | basic/transports]")
    @CsvSource({
        "2024-11-05, 2024-11-05",
        "2025-03-26, 2025-03-26",
        "2025-06-18, 2025-06-18",
        "2025-11-25, 2025-11-25",
        "2026-07-28, 2025-11-25",
        "1999-01-01, 2025-11-25"
    })
    void everyLegacyRevision(String wanted, String agreed) {
        try (var client = new Client()) {
            Json initialized = client.initialized(wanted);
            Json called =
                    client.answer(
                            "\"a\"",
                            Methods.TOOLS_CALL,
                            "{\"name\":\"echo\",\"arguments\":{\"x\":1}}");

            assertThat(initialized.text("protocolVersion")).contains(agreed);
            assertThat(text(called)).isEqualTo("{\"x\":1}");
            assertThat(endpoint.calls.getLast().caller().revision().label()).isEqualTo(agreed);
        }
    }

    @Test
    void whatIsPostedIsAnsweredOnItsOwnStreamOnly() {
        try (var one = new Client();
                var other = new Client()) {
            one.initialized("2024-11-05");
            other.initialized("2024-11-05");

            one.ask("7", Methods.TOOLS_CALL, "{\"name\":\"echo\",\"arguments\":{\"of\":\"one\"}}");
            other.ask(
                    "7", Methods.TOOLS_CALL, "{\"name\":\"echo\",\"arguments\":{\"of\":\"two\"}}");

            assertThat(text(one.next().json())).isEqualTo("{\"of\":\"one\"}");
            assertThat(text(other.next().json())).isEqualTo("{\"of\":\"two\"}");
        }
    }

    @Test
    void progressAndLogsComeOnTheStreamBeforeTheAnswer() {
        try (var client = new Client()) {
            client.initialized("2025-06-18");

            client.ask(
                    "1",
                    Methods.TOOLS_CALL,
                    "{\"name\":\"progress\",\"_meta\":{\"progressToken\":\"t\"}}");

            List<String> seen = new ArrayList<>();
            for (Json json = client.next().json(); ; json = client.next().json()) {
                seen.add(json.text("method").orElse("answer"));
                if (json.get("id").isPresent()) {
                    break;
                }
            }
            assertThat(seen)
                    .containsExactly(
                            Methods.PROGRESS,
                            Methods.PROGRESS,
                            Methods.PROGRESS,
                            Methods.LOG_MESSAGE,
                            "answer");
        }
    }

    @Test
    void changesAreToldOnTheStream() {
        try (var client = new Client()) {
            client.initialized("2024-11-05");
            await().until(() -> !endpoint.sinks.isEmpty());

            endpoint.change(new Notification(Methods.TOOLS_CHANGED));

            assertThat(client.next().json().text("method")).contains(Methods.TOOLS_CHANGED);
        }
    }

    @Test
    void cancellingStopsTheCallAndNothingIsAnswered() throws InterruptedException {
        try (var client = new Client()) {
            client.initialized("2024-11-05");
            client.ask("5", Methods.TOOLS_CALL, "{\"name\":\"hang\"}");
            await().until(() -> endpoint.calls.getLast().method().equals(Methods.TOOLS_CALL));

            client.tell(Methods.CANCELLED, "{\"requestId\":5}");

            assertThat(endpoint.cancelled.await(10, SECONDS)).isTrue();
            assertThat(client.answer("6", "ping", "{}").get("result")).contains(Json.object());
        }
    }

    @Test
    @DisplayName("the session is the stream: when it ends, calls are cancelled and the URL is 404")
    void theSessionIsTheStream() throws InterruptedException {
        var client = new Client();
        client.initialized("2024-11-05");
        client.ask("5", Methods.TOOLS_CALL, "{\"name\":\"hang\"}");
        await().until(() -> endpoint.calls.getLast().method().equals(Methods.TOOLS_CALL));

        client.close();

        assertThat(endpoint.cancelled.await(10, SECONDS)).isTrue();
        await().until(() ->
                client.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}").statusCode()
                        == 404);
        await().until(() -> endpoint.forgotten.size() == 1 && endpoint.sinks.isEmpty());
    }

    @Test
    void closingTheFaceEndsEveryStream() {
        var client = new Client();
        client.initialized("2024-11-05");

        face.close();

        await().until(() -> client.hasEnded);
        assertThat(endpoint.forgotten).hasSize(1);
    }

    @Test
    @DisplayName(
            "94. a session is unknown to another principal and at another target [best practices]")
    void anothersSession() {
        try (var client = new Client()) {
            client.initialized("2024-11-05");

            target = new Target("p", endpoint, "mallory");
            assertThat(
                            client.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")
                                    .statusCode())
                    .isEqualTo(404);
            target = new Target("q", endpoint, "alice");
            assertThat(
                            client.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")
                                    .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aSilentStreamIsKeptAliveByComments() {
        try (var client = new Client()) {
            assertThat(client.any().type()).isEqualTo(":");
            assertThat(client.any().type()).isEqualTo(":");
        }
    }

    @Test
    void withoutAHandshakeNothingButPingAndInitializeIsAnswered() {
        try (var client = new Client()) {
            assertThat(client.answer("1", "ping", "{}").get("result")).contains(Json.object());
            assertThat(code(client.answer("2", Methods.TOOLS_LIST, "{}"))).isEqualTo(-32600);
            assertThat(code(client.answer("9", Methods.DISCOVER, "{}"))).isEqualTo(-32601);
            client.initialized("2024-11-05");
            assertThat(
                            code(
                                    client.answer(
                                            "3",
                                            Methods.INITIALIZE,
                                            "{\"protocolVersion\":\"2024-11-05\"}")))
                    .isEqualTo(-32600);
        }
    }

    @Test
    @DisplayName("63. a batch on a 2025-03-26 session, and on no other [2025-03-26 | basic]")
    void batches() {
        String batch =
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"},{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}]";
        try (var client = new Client()) {
            client.initialized("2025-03-26");
            assertThat(client.post(batch).statusCode()).isEqualTo(202);
            assertThat(client.next().json().elements()).hasSize(2);
        }
        try (var client = new Client()) {
            client.initialized("2025-06-18");
            assertThat(client.post(batch).statusCode()).isEqualTo(202);
            assertThat(code(client.next().json())).isEqualTo(-32600);
        }
    }

    @Test
    @DisplayName("62. a version header that differs from what was negotiated: 400 [2025-06-18+]")
    void theVersionHeader() {
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        try (var client = new Client()) {
            client.initialized("2025-06-18");

            assertThat(client.post(ping, "MCP-Protocol-Version", "2025-06-18").statusCode())
                    .isEqualTo(202);
            assertThat(client.post(ping, "MCP-Protocol-Version", "2025-03-26").statusCode())
                    .isEqualTo(400);
            assertThat(client.post(ping, "MCP-Protocol-Version", "2026-07-28").statusCode())
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"jsonrpc\":\"2.0\",", "{\"id\":1,\"method\":\"ping\"}", "[]"})
    void whatIsNoMessageOfThisTransportIsRefusedWhereItWasPosted(String body) {
        try (var client = new Client()) {
            client.initialized("2024-11-05");

            assertThat(client.post(body).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void otherMethodsTypesAndSizesAreRefused() {
        URI stream = URI.create("http://127.0.0.1:" + server.actualPort() + "/p/sse");
        URI messages = stream.resolve("/p/messages");
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        try (var client = new Client()) {
            // A client that tries Streamable HTTP first learns from this to fall back.
            assertThat(post(stream, ping).statusCode()).isEqualTo(405);
            assertThat(post(messages, ping).statusCode()).isEqualTo(400);
            assertThat(post(messages.resolve("?sessionId=no"), ping).statusCode()).isEqualTo(404);
            assertThat(client.post(ping, "Content-Type", "text/plain").statusCode()).isEqualTo(415);
            assertThat(client.post("\"" + "x".repeat(300_000) + "\"").statusCode()).isEqualTo(413);
            assertThat(
                            send(
                                            HttpRequest.newBuilder(stream)
                                                    .header("Accept", "application/json")
                                                    .build(),
                                            BodyHandlers.ofString())
                                    .statusCode())
                    .isEqualTo(406);
        }
    }

    @Test
    @DisplayName("a client that reads nothing is given up when too much waits for it")
    void aClientThatReadsNothing() throws IOException {
        String large = "y".repeat(150_000);
        endpoint.on(
                "large",
                _ ->
                        Json.object(
                                "content",
                                Json.array(List.of(Json.object("text", Json.of(large))))));
        try (var deaf = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            deaf.setReceiveBufferSize(4_096);
            deaf.getOutputStream()
                    .write(
                            "GET /p/sse HTTP/1.1\r\nHost: x\r\n\r\n"
                                    .getBytes(StandardCharsets.UTF_8));
            var head =
                    new BufferedReader(
                            new InputStreamReader(deaf.getInputStream(), StandardCharsets.UTF_8));
            String line = head.readLine();
            while (!line.startsWith("/p/messages")) { // of a chunk of its own
                line = head.readLine();
            }
            URI messages = URI.create("http://127.0.0.1:" + server.actualPort() + line);
            post(
                    messages,
                    "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2024-11-05\"}}");
            await().until(() -> !endpoint.calls.isEmpty());

            await().atMost(Duration.ofSeconds(40))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() ->
                            post(
                                                    messages,
                                                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"large\"}}")
                                            .statusCode()
                                    == 404);

            await().until(() -> endpoint.forgotten.size() == 1);
        }
    }
}
