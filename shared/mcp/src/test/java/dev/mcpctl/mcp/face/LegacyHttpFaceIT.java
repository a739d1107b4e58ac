package dev.mcpctl.mcp.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Clients of the handshake era, in raw HTTP. Numbers are those of the checklist in the protocol
 * brief.
 */
class LegacyHttpFaceIT extends HttpFaceLab {
    @ParameterizedTest
    @DisplayName(
            "57. 58. 59. 61. initialize answers the version asked for, never one without a handshake [basic/lifecycle]")
    @CsvSource({
        "2024-11-05, 2024-11-05",
        "2025-03-26, 2025-03-26",
        "2025-06-18, 2025-06-18",
        "2025-11-25, 2025-11-25",
        "2026-07-28, 2025-11-25",
        "1999-01-01, 2025-11-25"
    })
    void handshake(String asked, String got) {
        HttpResponse<String> response = initialize(asked);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(result(response).text("protocolVersion")).contains(got);
        assertThat(result(response).members())
                .containsOnlyKeys("protocolVersion", "capabilities", "serverInfo", "instructions");
        assertThat(result(response).get("capabilities").orElseThrow().has("completions"))
                .isEqualTo(!got.equals("2024-11-05"));
        assertThat(response.headers().firstValue("Mcp-Session-Id").orElseThrow())
                .matches("[!-~]{24,}");
    }

    @Test
    @DisplayName(
            "57. initialize with a modern header: 400, -32020; a modern header without _meta: 400, -32602 [REC]")
    void mixedSignals() {
        assertThat(code(initialize("2025-11-25", "MCP-Protocol-Version", "2026-07-28")))
                .isEqualTo(-32020);
        HttpResponse<String> noClaim =
                send(
                        post(
                                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}",
                                headers(
                                        "MCP-Protocol-Version",
                                        "2026-07-28",
                                        "Mcp-Method",
                                        "tools/list")));
        assertThat(noClaim.statusCode()).isEqualTo(400);
        assertThat(code(noClaim)).isEqualTo(-32602);
    }

    @Test
    @DisplayName(
            "60. 68. no session: 400; an unknown, another's or an ended one: 404 [2025-03-26+ | TX]")
    void sessionsAreTheirMakersOwn() {
        String id = session("2025-11-25");

        assertThat(
                        send(post(
                                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}",
                                        Map.of()))
                                .statusCode())
                .isEqualTo(400);
        assertThat(legacy("nonsense", "tools/list", "").statusCode()).isEqualTo(404);
        target = new Target("p", endpoint, "mallory");
        assertThat(legacy(id, "tools/list", "").statusCode()).isEqualTo(404);
        target = new Target("other", endpoint, "alice");
        assertThat(legacy(id, "tools/list", "").statusCode()).isEqualTo(404);
        target = new Target("p", endpoint, "alice");
        assertThat(legacy(id, "tools/list", "").statusCode()).isEqualTo(200);
        assertThat(send(request().DELETE().header("Mcp-Session-Id", id).build()).statusCode())
                .isEqualTo(200);
        assertThat(legacy(id, "tools/list", "").statusCode()).isEqualTo(404);
        assertThat(endpoint.forgotten).hasSize(1);
    }

    @Test
    @DisplayName(
            "62. a version header that is not the session's: 400; none: the session's [2025-06-18+ | TX]")
    void versionOfASession() {
        String id = session("2025-06-18");
        String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";

        assertThat(
                        send(post(
                                        list,
                                        headers(
                                                "Mcp-Session-Id",
                                                id,
                                                "MCP-Protocol-Version",
                                                "nonsense")))
                                .statusCode())
                .isEqualTo(400);
        assertThat(
                        send(post(
                                        list,
                                        headers(
                                                "Mcp-Session-Id",
                                                id,
                                                "MCP-Protocol-Version",
                                                "2025-11-25")))
                                .statusCode())
                .isEqualTo(400);
        assertThat(
                        send(post(
                                        list,
                                        headers(
                                                "Mcp-Session-Id",
                                                id,
                                                "MCP-Protocol-Version",
                                                "2025-06-18")))
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName(
            "63. batches: answered on 2025-03-26, initialize refused in one; refused elsewhere [2025-03-26 | basic]")
    void batches() {
        String batch =
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"},{\"jsonrpc\":\"2.0\",\"id\":\"2\",\"method\":\"tools/list\"},"
                        + "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"initialize\"},{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"},7]";

        HttpResponse<String> answered =
                send(post(batch, headers("Mcp-Session-Id", session("2025-03-26"))));
        HttpResponse<String> refused =
                send(post(batch, headers("Mcp-Session-Id", session("2025-06-18"))));

        List<Json> answers = body(answered).elements();
        assertThat(answers).hasSize(4);
        assertThat(answers.get(0).get("result")).contains(Json.object());
        assertThat(answers.get(1).text("id")).contains("2");
        assertThat(answers.get(2).get("error").orElseThrow().get("code")).contains(Json.of(-32600));
        assertThat(answers.get(3).has("error")).isTrue();
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(code(refused)).isEqualTo(-32600);
    }

    @Test
    @DisplayName(
            "64. 65. 69. GET: changes on one stream, without responses and without priming; the newer stream takes over [TX]")
    void streamOfASession() throws Exception {
        String id = session("2025-11-25");
        HttpRequest get =
                request()
                        .GET()
                        .header("Mcp-Session-Id", id)
                        .header("Accept", "text/event-stream")
                        .build();
        var first = reader(get);
        await().until(() -> !endpoint.sinks.isEmpty());

        endpoint.change(new Notification(Methods.TOOLS_CHANGED));
        assertThat(nextEvent(first).text("method")).contains(Methods.TOOLS_CHANGED);
        assertThat(legacy(id, "resources/subscribe", "\"uri\":\"file:///a\"").body())
                .endsWith("\"result\":{}}");
        endpoint.change(
                new Notification(Methods.RESOURCE_UPDATED, Json.parse("{\"uri\":\"file:///a\"}")));
        assertThat(nextEvent(first).get("params")).contains(Json.parse("{\"uri\":\"file:///a\"}"));
        assertThat(code(legacy(id, "resources/subscribe", "\"uri\":\"file:///z\"")))
                .isEqualTo(-32602);
        assertThat(endpoint.sinks).hasSize(1);

        var second = reader(get);
        assertThat(nextLine(skippingComments(first))).isNull();
        endpoint.change(new Notification(Methods.TOOLS_CHANGED));
        assertThat(nextEvent(second).text("method")).contains(Methods.TOOLS_CHANGED);
        assertThat(
                        send(request()
                                        .GET()
                                        .header("Mcp-Session-Id", id)
                                        .header("Accept", "application/json")
                                        .build())
                                .statusCode())
                .isEqualTo(406);
        assertThat(
                        send(request().GET().header("MCP-Protocol-Version", "2026-07-28").build())
                                .statusCode())
                .isEqualTo(405);
    }

    @Test
    void aChangeWhileNoStreamIsOpenWaitsForTheNext() throws Exception {
        String id = session("2025-11-25");
        legacy(id, "resources/subscribe", "\"uri\":\"file:///a\"");

        endpoint.change(
                new Notification(Methods.RESOURCE_UPDATED, Json.parse("{\"uri\":\"file:///a\"}")));
        endpoint.change(
                new Notification(Methods.RESOURCE_UPDATED, Json.parse("{\"uri\":\"file:///a\"}")));
        endpoint.change(new Notification(Methods.TOOLS_CHANGED));

        var stream =
                reader(
                        request()
                                .GET()
                                .header("Mcp-Session-Id", id)
                                .header("Accept", "text/event-stream")
                                .build());
        assertThat(nextEvent(stream).text("method")).contains(Methods.RESOURCE_UPDATED);
        assertThat(nextEvent(stream).text("method")).contains(Methods.TOOLS_CHANGED);
    }

    @Test
    @DisplayName(
            "66. a dropped connection cancels nothing; notifications/cancelled does [≤2025-11-25 | TX, cancellation]")
    void onlySayingSoCancels() throws Exception {
        String id = session("2025-11-25");
        HttpResponse<InputStream> response =
                http.send(
                        legacyRequest(id, "tools/call", "\"name\":\"hang\""),
                        BodyHandlers.ofInputStream());
        response.body().close();
        assertThat(legacy(id, "ping", "").statusCode()).isEqualTo(200);
        assertThat(endpoint.cancelled.getCount()).isEqualTo(1);

        HttpResponse<String> cancelled =
                send(
                        post(
                                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1,\"reason\":\"enough\"}}",
                                headers("Mcp-Session-Id", id)));

        assertThat(cancelled.statusCode()).isEqualTo(202);
        assertThat(endpoint.cancelled.await(10, SECONDS)).isTrue();
    }

    @Test
    @DisplayName("67. responses and notifications are accepted with 202 [2025-03-26+ | TX]")
    void whatNeedsNoAnswer() {
        HttpResponse<String> response =
                send(
                        post(
                                "{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}",
                                headers("Mcp-Session-Id", session("2025-11-25"))));

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.body()).isEmpty();
    }

    @Test
    @DisplayName(
            "73. 74. legacy results are bare, ping is {}, missing resources are -32002 [REC; basic/utilities/ping]")
    void legacyResults() {
        String id = session("2025-11-25");

        assertThat(result(legacy(id, "ping", ""))).hasToString("{}");
        assertThat(result(legacy(id, "logging/setLevel", "\"level\":\"debug\""))).hasToString("{}");
        assertThat(code(legacy(id, "logging/setLevel", "\"level\":\"loud\""))).isEqualTo(-32602);
        assertThat(result(legacy(id, "tools/list", "")).members()).containsOnlyKeys("tools");
        assertThat(code(legacy(id, "resources/read", "\"uri\":\"file:///none\"")))
                .isEqualTo(-32002);
        assertThat(code(legacy(id, "server/discover", ""))).isEqualTo(-32601);
        assertThat(code(legacy(id, "tools/call", "\"name\":\"none\""))).isEqualTo(-32602);
        assertThat(result(legacy(id, "tools/call", "\"name\":\"roots\"")).get("isError"))
                .contains(Json.of(true));
    }

    @Test
    void progressAndLogsOfALegacyCallComeOnItsOwnStream() {
        String id = session("2024-11-05");

        HttpResponse<String> response =
                legacy(id, "tools/call", "\"name\":\"progress\",\"_meta\":{\"progressToken\":5}");

        assertThat(events(response))
                .extracting(e -> e.text("method").orElse("answer"))
                .containsExactly(
                        Methods.PROGRESS,
                        Methods.PROGRESS,
                        Methods.PROGRESS,
                        Methods.LOG_MESSAGE,
                        "answer");
        Call call = endpoint.calls.getLast();
        assertThat(call.caller().revision()).isEqualTo(Revision.V2024_11_05);
        assertThat(call.caller().isStateful()).isTrue();
        assertThat(call.caller().conversation()).isNotEqualTo(id);
    }

    @Test
    void anIdleSessionEnds() {
        face.close();
        face =
                new HttpFace(
                        vertx,
                        threads,
                        settings()
                                .withKeepAlive(Duration.ofMillis(50))
                                .withSessionIdle(Duration.ofMillis(100)));
        String id = session("2025-11-25");

        await().untilAsserted(() -> assertThat(endpoint.forgotten).hasSize(1));
        assertThat(legacy(id, "ping", "").statusCode()).isEqualTo(404);
    }
}
