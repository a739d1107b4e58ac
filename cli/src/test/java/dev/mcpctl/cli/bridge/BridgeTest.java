package dev.mcpctl.cli.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

@DisplayName("M-110 the stdio bridge")
@Timeout(60)
class BridgeTest {
    private static final String INITIALIZE =
            "{\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\"},"
                    + "\"jsonrpc\":\"2.0\",\"id\":0}";
    private static final String INITIALIZED =
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
    private static final String WELCOME =
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"protocolVersion\":\"2025-11-25\","
                    + "\"capabilities\":{\"tools\":{\"listChanged\":true},\"prompts\":{},"
                    + "\"resources\":{\"subscribe\":true,\"listChanged\":true}}}}";

    @TempDir Path home;
    private ScriptedLocal local;
    private TestClient client;

    @BeforeEach
    void start() throws IOException {
        local = ScriptedLocal.listen(home);
        client = TestClient.of(home);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        local.close();
    }

    @Test
    void linesPassUntouchedInBothDirections() throws IOException {
        String odd = "{ \"id\" : \"a\\u0062\" ,\"method\":\"x\",\"unknown\":[1.0e2, \"ü😀\"]}";
        assertThat(local.accept()).isEqualTo("{\"project\":\"demo\",\"build\":\"test\"}");

        client.send(odd);
        local.send("not even json");

        assertThat(local.read()).isEqualTo(odd);
        assertThat(client.read()).isEqualTo("not even json");
    }

    @Test
    void openRequestsAreAnsweredWithTheirOwnIdsWhenMcplocalDies() throws IOException {
        local.accept();
        List<String> ids = List.of("1", "\"1\"", "12345678901234567890", "\"a\\\"b\\\\\"");
        for (String id : ids) {
            client.send(request(id, "tools/call"));
            local.read();
        }
        client.send(request("7", "ping"));
        local.read();
        local.send("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}");
        client.read();

        local.close();

        for (String id : ids) {
            assertThat(client.read())
                    .isEqualTo(
                            "{\"jsonrpc\":\"2.0\",\"id\":"
                                    + id
                                    + ",\"error\":{\"code\":-32603,\"message\":\"mcplocal"
                                    + " restarted\"}}");
        }
        assertThatNothingElseCame();
    }

    @Test
    void idsAndMethodsInsideParamsAreNotTheMessages() throws IOException {
        local.accept();
        client.send(
                "{\"jsonrpc\":\"2.0\",\"params\":{\"id\":99,\"method\":\"subscriptions/listen\","
                        + "\"text\":\"}\\\",\\\"id\\\":98\"},\"method\":\"tools\\/call\",\"id\":5}");
        local.read();

        local.close();

        assertThat(client.read()).contains("\"id\":5,\"error\"");
        assertThatNothingElseCame();
    }

    @Test
    void openSubscriptionsEndWithTheirEmptyResult() throws IOException {
        local.accept();
        client.send(request("\"s-1\"", "subscriptions/listen"));
        local.read();

        local.close();

        assertThat(client.read())
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"id\":\"s-1\",\"result\":{\"resultType\":\"complete\","
                                + "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":\"s-1\"}}}");
    }

    @Test
    void aCancelledRequestIsNotAnswered() throws IOException {
        local.accept();
        client.send(request("1", "tools/call"));
        client.send(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                        + "\"params\":{\"requestId\":1}}");
        client.send(request("2", "tools/call"));
        local.read();
        local.read();
        local.read();

        local.close();

        assertThat(client.read()).contains("\"id\":2,");
        assertThatNothingElseCame();
    }

    @Test
    void aSessionIsOpenedAgainBehindTheClientsBack() throws IOException {
        openSession();
        local.close();
        local = ScriptedLocal.listen(home);

        local.accept();

        assertThat(local.read()).isEqualTo(INITIALIZE);
        local.send(WELCOME);
        assertThat(local.read()).isEqualTo(INITIALIZED);
        assertThat(List.of(client.read(), client.read()))
                .containsExactly(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/list_changed\"}");
        client.send(request("1", "tools/list"));
        assertThat(local.read()).isEqualTo(request("1", "tools/list"));
    }

    @Test
    void aClientWithoutHandshakeGetsNoListChanges() throws IOException {
        local.accept();
        client.send(request("1", "server/discover"));
        local.read();
        local.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
        client.read();
        local.close();
        local = ScriptedLocal.listen(home);

        local.accept();

        client.send(request("2", "tools/list"));
        assertThat(local.read()).isEqualTo(request("2", "tools/list"));
        local.send("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}");
        assertThat(client.read()).contains("\"id\":2");
    }

    @Test
    void anotherProtocolVersionEndsTheBridge() throws IOException {
        openSession();
        local.close();
        local = ScriptedLocal.listen(home);

        local.accept();
        local.read();
        local.send(WELCOME.replace("2025-11-25", "2025-06-18"));

        assertThatThrownBy(client::awaitEnd)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("2025-11-25");
    }

    @Test
    void anInitializeThatWasNotAnsweredIsSentAgain() throws IOException {
        local.accept();
        client.send(INITIALIZE);
        local.read();
        local.close();
        local = ScriptedLocal.listen(home);

        local.accept();

        assertThat(local.read()).isEqualTo(INITIALIZE);
        local.send(WELCOME);
        assertThat(client.read()).isEqualTo(WELCOME);
    }

    @Test
    void answersToADeadMcplocalAreDropped() throws IOException {
        local.accept();
        local.send(request("\"n1-1\"", "roots/list"));
        client.read();
        local.close();
        local = ScriptedLocal.listen(home);
        local.accept();

        client.send("{\"jsonrpc\":\"2.0\",\"id\":\"n1-1\",\"result\":{\"roots\":[]}}");
        client.send(request("3", "ping"));

        assertThat(local.read()).isEqualTo(request("3", "ping"));
    }

    @Test
    void answersToALivingMcplocalPass() throws IOException {
        String answer = "{\"jsonrpc\":\"2.0\",\"id\":\"n1-1\",\"result\":{\"roots\":[]}}";
        local.accept();
        local.send(request("\"n1-1\"", "roots/list"));
        client.read();

        client.send(answer);

        assertThat(local.read()).isEqualTo(answer);
    }

    @Test
    void linesAreHeldWhileMcplocalIsAway() throws IOException {
        local.accept();
        local.close();

        client.send(request("1", "tools/list"));
        client.send(request("2", "tools/list"));
        local = ScriptedLocal.listen(home);
        local.accept();

        assertThat(local.read()).isEqualTo(request("1", "tools/list"));
        assertThat(local.read()).isEqualTo(request("2", "tools/list"));
    }

    @Test
    void moreThan64LinesAreRefusedWhileMcplocalIsAway() throws IOException {
        local.accept();
        client.send(request("\"open\"", "tools/call"));
        local.read();
        local.close();
        assertThat(client.read()).contains("\"open\"");

        for (int id = 1; id <= 65; id++) {
            client.send(request(Integer.toString(id), "tools/list"));
        }

        assertThat(client.read()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":65,\"error\":");
    }

    @Test
    void moreThan4MibAreRefusedWhileMcplocalIsAway() throws IOException {
        local.accept();
        client.send(request("\"open\"", "tools/call"));
        local.read();
        local.close();
        assertThat(client.read()).contains("\"open\"");

        client.send(big(1, 3 << 20));
        client.send(big(2, 3 << 20));

        assertThat(client.read()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":");
    }

    @Test
    void heldLinesAreRefusedWhenTheHoldIsOverAndWorkAgainLater() throws Exception {
        endUsualClient();
        local = ScriptedLocal.listen(home);
        client = TestClient.of(home, withHold(Duration.ofMillis(200)), () -> {});
        local.accept();
        local.close();

        client.send(request("1", "tools/list"));
        String first = client.read();
        client.send(request("2", "tools/list"));
        String second = client.read();
        local = ScriptedLocal.listen(home);
        local.accept();
        local.send(request("\"n1-1\"", "ping"));
        client.read();
        client.send(request("3", "tools/list"));

        assertThat(first).contains("\"id\":1,\"error\":{\"code\":-32603,");
        assertThat(second).contains("\"id\":2,\"error\":{\"code\":-32603,");
        assertThat(local.read()).isEqualTo(request("3", "tools/list"));
    }

    @Test
    void whatIsInFlightIsDrainedWhenTheClientCloses() throws Exception {
        local.accept();
        client.send(request("1", "tools/call"));
        local.read();

        client.endInput();
        local.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");

        assertThat(client.read()).contains("\"id\":1,\"result\"");
        assertThat(local.read()).isNull();
        client.awaitEnd();
    }

    @Test
    void anIdleBridgeEndsAtOnceWhenTheClientCloses() throws Exception {
        local.accept();

        client.endInput();

        assertThat(local.read()).isNull();
        client.awaitEnd();
    }

    @Test
    void aRefusedPreambleEndsTheBridge() throws IOException {
        local.acceptWith(
                "{\"problem\":{\"type\":\"urn:mcpctl:problem:not-found\",\"status\":404,"
                        + "\"detail\":\"projects \\\"demo\\\" not found\"}}");

        assertThatThrownBy(client::awaitEnd)
                .isInstanceOf(RefusedException.class)
                .hasMessage("projects \"demo\" not found");
    }

    @Test
    void anMcplocalThatCannotServeYetIsAskedAgain() throws IOException {
        local.acceptWith("{\"problem\":{\"status\":503,\"detail\":\"mcpd is away\"}}");

        assertThat(local.accept()).contains("demo");

        client.send(request("1", "ping"));
        assertThat(local.read()).isEqualTo(request("1", "ping"));
    }

    @Test
    void nobodyWhoStartsMcplocalEndsTheBridge() throws Exception {
        endUsualClient();
        client =
                TestClient.of(
                        home,
                        TestClient.LIMITS,
                        () -> {
                            throw new RefusedException("start it: mcpctl up");
                        });

        assertThatThrownBy(client::awaitEnd).hasMessage("start it: mcpctl up");
    }

    @Test
    void bigMessagesInBothDirectionsDoNotWaitForEachOther() throws Exception {
        local.accept();
        String up = big(1, 10 << 20);
        String down = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"" + "y".repeat(10 << 20) + "\"}";

        CompletableFuture<String> received =
                CompletableFuture.supplyAsync(() -> unchecked(() -> client.read()));
        CompletableFuture<Void> sent =
                CompletableFuture.runAsync(() ->
                        unchecked(() -> {
                            client.send(up);
                            return "";
                        }));
        local.send(down);

        assertThat(local.read()).isEqualTo(up);
        assertThat(received.get()).isEqualTo(down);
        sent.get();
    }

    @Test
    void aLineTooLongIsRefusedAndTheNextOnePasses() throws Exception {
        local.accept();

        CompletableFuture<Void> sent =
                CompletableFuture.runAsync(() ->
                        unchecked(() -> {
                            client.send(big(1, 17 << 20));
                            client.send(request("2", "ping"));
                            return "";
                        }));

        assertThat(client.read())
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32600");
        assertThat(local.read()).isEqualTo(request("2", "ping"));
        sent.get();
    }

    @Test
    void everyRequestOfABatchIsAnsweredWhenMcplocalDies() throws IOException {
        local.accept();
        StringBuilder batch = new StringBuilder("[");
        for (int id = 0; id < 500; id++) {
            batch.append(id == 0 ? "" : ",").append(request(Integer.toString(id), "tools/call"));
        }
        client.send(batch.append(']').toString());
        local.read();
        local.send("[{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{}}]");
        client.read();

        local.close();

        for (int id = 1; id < 500; id++) {
            assertThat(client.read())
                    .startsWith("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\"");
        }
    }

    /** For a test whose bridge has other settings. */
    private void endUsualClient() throws Exception {
        local.close();
        client.close();
        client.awaitEnd();
    }

    private void openSession() throws IOException {
        local.accept();
        client.send(INITIALIZE);
        local.read();
        local.send(WELCOME);
        client.read();
        client.send(INITIALIZED);
        local.read();
    }

    /** Sends one more request through another mcplocal: its answer is the next that comes. */
    private void assertThatNothingElseCame() throws IOException {
        local = ScriptedLocal.listen(home);
        local.accept();
        client.send(request("\"last\"", "ping"));
        local.read();
        local.send("{\"jsonrpc\":\"2.0\",\"id\":\"last\",\"result\":{}}");
        assertThat(client.read()).contains("\"last\"");
    }

    private static String request(String id, String method) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\"}";
    }

    private static String big(int id, int bytes) {
        return "{\"jsonrpc\":\"2.0\",\"id\":"
                + id
                + ",\"method\":\"tools/call\",\"params\":\""
                + "x".repeat(bytes)
                + "\"}";
    }

    private static Limits withHold(Duration hold) {
        Limits usual = TestClient.LIMITS;
        return new Limits(
                usual.maxLineBytes(),
                usual.heldLines(),
                usual.heldBytes(),
                usual.firstHold(),
                hold,
                usual.drain(),
                usual.maxPause());
    }

    private interface Action {
        String run() throws IOException;
    }

    private static String unchecked(Action action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
