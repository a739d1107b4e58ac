package dev.mcpctl.mcp.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.Methods;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients of both eras on lines of a Unix-domain socket. */
@Timeout(60)
class LineFaceIT {
    private static final String META =
            "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";

    @TempDir private Path directory;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final FakeEndpoint endpoint = new FakeEndpoint();
    private final LineFace face =
            new LineFace(threads, FaceSettings.of("us", "1").withMaxMessageBytes(100_000));
    private SocketChannel client;
    private BufferedReader in;
    private OutputStream out;
    private Future<?> served;

    @BeforeEach
    void connect() throws IOException {
        var address = UnixDomainSocketAddress.of(directory.resolve("s"));
        try (ServerSocketChannel listening =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(address);
            client = SocketChannel.open(address);
            SocketChannel accepted = listening.accept();
            served =
                    threads.submit(() -> {
                        try (accepted) {
                            face.serve(
                                    Channels.newInputStream(accepted),
                                    Channels.newOutputStream(accepted),
                                    new Target("p", endpoint, "alice"));
                        } catch (IOException gone) {
                            throw new UncheckedIOException(gone);
                        }
                    });
        }
        in = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
        out = Channels.newOutputStream(client);
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
        threads.shutdownNow();
    }

    private void send(String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private Json read() throws IOException {
        return Json.parse(in.readLine());
    }

    private Json ask(String id, String method, String params) throws IOException {
        send(
                "{\"jsonrpc\":\"2.0\",\"id\":"
                        + id
                        + ",\"method\":\""
                        + method
                        + "\",\"params\":{"
                        + params
                        + "}}");
        return read();
    }

    private Json initialize(String version) throws IOException {
        Json answer =
                ask(
                        "0",
                        "initialize",
                        "\"protocolVersion\":\"" + version + "\",\"capabilities\":{}");
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        return answer;
    }

    private static long code(Json answer) {
        return answer.get("error").orElseThrow().get("code").flatMap(Json::asLong).orElseThrow();
    }

    @Test
    void aLegacyClientIsServedOnItsConnection() throws IOException {
        Json initialized = initialize("2024-11-05");

        assertThat(initialized.get("result").orElseThrow().text("protocolVersion"))
                .contains("2024-11-05");
        assertThat(ask("\"1\"", "ping", "").get("result")).contains(Json.object());
        assertThat(ask("2", "tools/list", "").get("result").orElseThrow().members())
                .containsOnlyKeys("tools");
        assertThat(code(ask("3", "initialize", "\"protocolVersion\":\"2025-11-25\"")))
                .isEqualTo(-32600);
        assertThat(code(ask("4", "tools/list", META))).isEqualTo(-32600);
        assertThat(code(ask("5", "no/such", ""))).isEqualTo(-32601);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1]", "1.5", "null", "\"no such\""})
    void cancellingWhatIsNoRequestEndsNothing(String id) throws IOException {
        String cancelled =
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
                        + id
                        + "}}";

        send(cancelled);
        initialize("2025-11-25");
        send(cancelled);

        assertThat(ask("1", "ping", "").get("result")).contains(Json.object());
    }

    @Test
    void listChangesReachALegacyClientUnasked() throws IOException {
        initialize("2025-11-25");
        await().until(() -> !endpoint.sinks.isEmpty());

        endpoint.change(new Notification(Methods.TOOLS_CHANGED));

        assertThat(read().text("method")).contains(Methods.TOOLS_CHANGED);
    }

    @Test
    @DisplayName(
            "57. discover leaves a connection open, the first request settles its era [2026-07-28 | basic/versioning]")
    void theFirstRequestSettlesTheEra() throws IOException {
        assertThat(ask("1", "server/discover", META).has("result")).isTrue();
        assertThat(code(ask("2", "tools/list", ""))).isEqualTo(-32600);
        assertThat(ask("3", "tools/list", META).get("result").orElseThrow().text("resultType"))
                .contains("complete");
        assertThat(code(ask("4", "tools/list", ""))).isEqualTo(-32602);
        assertThat(code(ask("5", "initialize", "\"protocolVersion\":\"2025-11-25\"")))
                .isEqualTo(-32602);
        assertThat(code(ask("6", "ping", META))).isEqualTo(-32601);
        assertThat(code(ask("7", "tools/list", META.replace("2026-07-28", "2030-01-01"))))
                .isEqualTo(-32022);
    }

    @Test
    void afterDiscoverAClientMayStillInitialize() throws IOException {
        ask("1", "server/discover", META);

        assertThat(initialize("2025-06-18").has("result")).isTrue();
    }

    @Test
    @DisplayName(
            "44. notifications/cancelled cancels, and nothing is answered [2026-07-28 | basic/patterns/cancellation]")
    void aCancelledCallIsNotAnswered() throws Exception {
        send(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"hang\","
                        + META
                        + "}}");
        await().until(() -> !endpoint.calls.isEmpty());

        send(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");

        assertThat(endpoint.cancelled.await(10, SECONDS)).isTrue();
        assertThat(ask("2", "tools/list", META).get("id")).contains(Json.of(2));
    }

    @Test
    void aSlowCallDoesNotHoldUpOthers() throws IOException {
        send(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"hang\","
                        + META
                        + "}}");

        assertThat(ask("2", "tools/list", META).get("id")).contains(Json.of(2));
    }

    @Test
    void whatIsOpenIsCancelledWhenTheClientGoes() throws Exception {
        send(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"hang\","
                        + META
                        + "}}");
        ask("2", "subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}," + META);

        client.close();

        served.get(10, SECONDS);
        assertThat(endpoint.cancelled.await(10, SECONDS)).isTrue();
        assertThat(endpoint.sinks).isEmpty();
        assertThat(endpoint.forgotten).hasSize(1);
    }

    @Test
    @DisplayName(
            "33. 46. subscriptions on one connection are told apart by their ids, and ended by cancelling [2026-07-28 | basic/patterns/subscriptions]")
    void subscriptionsAreToldApart() throws IOException {
        String filter = "\"notifications\":{\"toolsListChanged\":true}," + META;
        Json number = ask("7", "subscriptions/listen", filter);
        Json text = ask("\"7\"", "subscriptions/listen", filter);
        assertThat(
                        number.get("params")
                                .orElseThrow()
                                .get("_meta")
                                .orElseThrow()
                                .get("io.modelcontextprotocol/subscriptionId"))
                .contains(Json.of(7));
        assertThat(
                        text.get("params")
                                .orElseThrow()
                                .get("_meta")
                                .orElseThrow()
                                .get("io.modelcontextprotocol/subscriptionId"))
                .contains(Json.of("7"));

        send(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}");
        await().until(() -> endpoint.sinks.size() == 1);
        endpoint.change(new Notification(Methods.TOOLS_CHANGED));

        assertThat(
                        read().get("params")
                                .orElseThrow()
                                .get("_meta")
                                .orElseThrow()
                                .get("io.modelcontextprotocol/subscriptionId"))
                .contains(Json.of("7"));
    }

    @Test
    @DisplayName(
            "35. a closing face ends subscriptions with a result [2026-07-28 | basic/patterns/subscriptions]")
    void aClosingFaceEndsSubscriptions() throws Exception {
        ask("7", "subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}," + META);

        face.close();

        assertThat(read().get("result").orElseThrow().text("resultType")).contains("complete");
        served.get(10, SECONDS);
    }

    @Test
    void badLinesAreAnsweredAndTheConnectionGoesOn() throws IOException {
        send("nonsense");
        assertThat(code(read())).isEqualTo(-32700);
        send("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]");
        assertThat(code(read())).isEqualTo(-32600);
        send("\"" + "x".repeat(200_000) + "\"");
        Json tooLong = read();
        assertThat(code(tooLong)).isEqualTo(-32600);
        assertThat(tooLong.has("id")).isFalse();
        assertThat(ask("2", "ping", "").get("result")).contains(Json.object());
    }

    @Test
    @DisplayName("63. a 2025-03-26 batch is answered by one [2025-03-26 | basic]")
    void aBatchIsAnsweredByABatch() throws IOException {
        initialize("2025-03-26");

        send(
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"},{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}]");

        assertThat(read().elements()).hasSize(2);
    }

    @Test
    void aLegacyClientIsAskedOnItsConnection() throws IOException {
        ask(
                "0",
                "initialize",
                "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"roots\":{}}");

        Json question = ask("1", "tools/call", "\"name\":\"roots\"");
        send(
                "{\"jsonrpc\":\"2.0\",\"id\":"
                        + question.get("id").orElseThrow()
                        + ",\"result\":{\"roots\":[]}}");
        Json answer = read();

        assertThat(question.text("method")).contains("roots/list");
        assertThat(answer.get("id")).contains(Json.of(1));
        assertThat(answer.get("result").flatMap(result -> result.get("structuredContent")))
                .contains(Json.parse("{\"k\":{\"roots\":[]}}"));
    }

    @Test
    void aClientThatClosesItsConnectionIsNotWaitedFor() throws Exception {
        ask(
                "0",
                "initialize",
                "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"roots\":{}}");
        Json _ = ask("1", "tools/call", "\"name\":\"roots\"");

        client.close();
        served.get(10, SECONDS);

        await().until(() -> endpoint.forgotten.size() == 1);
        assertThat(endpoint.calls.getLast().cancellation().isCancelled()).isTrue();
    }
}
