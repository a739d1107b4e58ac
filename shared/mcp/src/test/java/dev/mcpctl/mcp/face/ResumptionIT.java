package dev.mcpctl.mcp.face;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.Methods;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Clients of the handshake era that lose a stream and come back to it. Numbers are those of the
 * checklist in the protocol brief.
 */
class ResumptionIT extends HttpFaceLab {
    private static final String SLOW = "\"name\":\"slow\",\"_meta\":{\"progressToken\":1}";

    private final CountDownLatch mayGoOn = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    /** One event as it came. */
    private record Event(String id, String retry, String data) {
        Json json() {
            return Json.parse(data);
        }
    }

    @Override
    FaceSettings settings() {
        return resumption(Duration.ofMinutes(1), 1_000_000);
    }

    private FaceSettings resumption(Duration keptFor, long maxKeptBytes) {
        return super.settings()
                .withResumption(
                        new FaceSettings.Resumption(Duration.ofMillis(5), keptFor, maxKeptBytes));
    }

    private void use(FaceSettings changed) {
        face.close();
        face = new HttpFace(vertx, threads, changed);
    }

    @BeforeEach
    void script() {
        endpoint.on(
                "slow",
                call -> {
                    await(mayGoOn);
                    call.emit(progress(1));
                    call.emit(progress(2));
                    await(mayEnd);
                    return Json.parse("{\"content\":[]}");
                });
    }

    @AfterEach
    void release() {
        mayGoOn.countDown();
        mayEnd.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static Notification progress(int progress) {
        return new Notification(Methods.PROGRESS, Json.object("progress", Json.of(progress)));
    }

    private static Event next(BufferedReader lines) throws IOException {
        String id = "";
        String retry = "";
        String data = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("retry: ")) {
                retry = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.isEmpty() && data != null) {
                return new Event(id, retry, data);
            }
        }
        throw new AssertionError("the stream has ended");
    }

    private HttpRequest get(String session, String lastEventId) {
        HttpRequest.Builder get =
                request()
                        .GET()
                        .header("Mcp-Session-Id", session)
                        .header("Accept", "text/event-stream");
        return (lastEventId.isEmpty() ? get : get.header("Last-Event-ID", lastEventId)).build();
    }

    @ParameterizedTest
    @DisplayName(
            "69. an answer that takes a while comes on a stream, primed for 2025-11-25 alone [2025-11-25 | TX]")
    @CsvSource({"2025-11-25, true", "2025-06-18, false", "2025-03-26, false"})
    void priming(String version, boolean isPrimed) throws Exception {
        String session = session(version);

        try (var lines = reader(legacyRequest(session, Methods.TOOLS_CALL, SLOW))) {
            if (isPrimed) {
                Event first = next(lines);
                assertThat(first.data()).isEmpty();
                assertThat(first.id()).isNotEmpty();
                assertThat(first.retry()).isEqualTo("1000");
            }
            mayGoOn.countDown();
            mayEnd.countDown();

            assertThat(next(lines).json().text("method")).contains(Methods.PROGRESS);
            assertThat(next(lines).json().text("method")).contains(Methods.PROGRESS);
            Event last = next(lines);
            assertThat(last.json().has("result")).isTrue();
            assertThat(last.id()).endsWith("-3");
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    @DisplayName(
            "65. 66. a client whose connection broke gets the rest of that stream, and nothing else [2025-03-26+ | TX]")
    void theRestOfAStream() throws Exception {
        String session = session("2025-11-25");
        Event seen;
        try (var lines = reader(legacyRequest(session, Methods.TOOLS_CALL, SLOW))) {
            next(lines);
            mayGoOn.countDown();
            seen = next(lines);
        }
        mayEnd.countDown();
        endpoint.change(new Notification(Methods.TOOLS_CHANGED));

        try (var lines = reader(get(session, seen.id()))) {
            Event second = next(lines);
            assertThat(second.json().get("params").orElseThrow().get("progress"))
                    .contains(Json.of(2));
            assertThat(next(lines).json().has("result")).isTrue();
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void aClientThatIsBackBeforeTheAnswerGetsItThere() throws Exception {
        String session = session("2025-11-25");
        Event priming;
        try (var lines = reader(legacyRequest(session, Methods.TOOLS_CALL, SLOW))) {
            priming = next(lines);
        }

        try (var lines = reader(get(session, priming.id()))) {
            mayGoOn.countDown();
            assertThat(next(lines).json().text("method")).contains(Methods.PROGRESS);
            mayEnd.countDown();
            assertThat(next(lines).json().text("method")).contains(Methods.PROGRESS);
            assertThat(next(lines).json().has("result")).isTrue();
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void changesThatWereLostOnTheWayAreSentAgain() throws Exception {
        String session = session("2025-11-25");
        String firstId;
        try (var lines = reader(get(session, ""))) {
            org.awaitility.Awaitility.await().until(() -> !endpoint.sinks.isEmpty());
            endpoint.change(new Notification(Methods.TOOLS_CHANGED));
            firstId = next(lines).id();
            legacy(session, "resources/subscribe", "\"uri\":\"file:///a\"");
            endpoint.change(
                    new Notification(
                            Methods.RESOURCE_UPDATED, Json.parse("{\"uri\":\"file:///a\"}")));
            next(lines);
        }

        try (var lines = reader(get(session, firstId))) {
            assertThat(next(lines).json().text("method")).contains(Methods.RESOURCE_UPDATED);
            endpoint.change(new Notification(Methods.TOOLS_CHANGED));
            assertThat(next(lines).json().text("method")).contains(Methods.TOOLS_CHANGED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-0", "0-7", "nonsense", "99999999999-1", "-1-1"})
    void anEventThatNeverWasIsRefused(String id) {
        HttpResponse<String> response = send(get(session("2025-11-25"), id));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(code(response)).isEqualTo(-32600);
    }

    @Test
    void anEventOfAnotherSessionIsRefused() throws Exception {
        String session = session("2025-11-25");
        Event priming;
        try (var lines = reader(legacyRequest(session, Methods.TOOLS_CALL, SLOW))) {
            priming = next(lines);
        }

        assertThat(send(get(session("2025-11-25"), priming.id())).statusCode()).isEqualTo(400);
    }

    @Test
    void whatFoundNoRoomCannotBeComeBackTo() throws Exception {
        use(resumption(Duration.ofMinutes(1), 10));
        String session = session("2025-11-25");
        mayGoOn.countDown();
        Event priming;
        try (var lines = reader(legacyRequest(session, Methods.TOOLS_CALL, SLOW))) {
            priming = next(lines);
            next(lines);
        }

        HttpResponse<String> refused = send(get(session, priming.id()));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("what followed event " + priming.id());
    }

    @Test
    void aStreamIsKeptForAWhileOnly() throws Exception {
        use(resumption(Duration.ofMillis(1), 1_000_000));
        String session = session("2025-11-25");
        mayGoOn.countDown();
        mayEnd.countDown();
        Event last;
        try (var lines = reader(legacyRequest(session, Methods.TOOLS_CALL, SLOW))) {
            last = next(lines);
        }

        org.awaitility.Awaitility.await()
                .until(() -> send(get(session, last.id())).statusCode() == 400);
    }
}
