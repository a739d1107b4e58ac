package dev.mcpctl.mcp.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.Methods;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Clients on HTTP+SSE of 2024-11-05, in raw HTTP. */
class SseFaceIT extends SseFaceLab {
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

    @Test
    void aClientIsAskedOnItsStream() {
        try (var client = new Client()) {
            Json _ =
                    client.answer(
                            "0",
                            Methods.INITIALIZE,
                            "{\"protocolVersion\":\"2024-11-05\",\"capabilities\":{\"roots\":{}}}");

            client.ask("1", Methods.TOOLS_CALL, "{\"name\":\"roots\"}");
            Json question = client.next().json();
            int taken =
                    client.post(
                                    "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{\"roots\":[]}}"
                                            .formatted(question.get("id").orElseThrow()))
                            .statusCode();
            Json answer = client.next().json();

            assertThat(question.text("method")).contains(Methods.ROOTS_LIST);
            assertThat(taken).isEqualTo(202);
            assertThat(answer.get("id")).contains(Json.of(1));
            assertThat(answer.get("result").orElseThrow().has("isError")).isFalse();
        }
    }
}
