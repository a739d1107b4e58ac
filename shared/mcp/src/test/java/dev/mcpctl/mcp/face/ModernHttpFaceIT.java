package dev.mcpctl.mcp.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Clients of the stateless era, in raw HTTP. Numbers are those of the checklist in the protocol
 * brief.
 */
class ModernHttpFaceIT extends HttpFaceLab {
    @Test
    @DisplayName(
            "1. 2. server/discover answers with everything required, serverInfo in _meta only [2026-07-28 | server/discover]")
    void discover() {
        HttpResponse<String> response = modern(Methods.DISCOVER, "");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(result(response).members())
                .containsOnlyKeys(
                        "supportedVersions",
                        "instructions",
                        "capabilities",
                        "resultType",
                        "ttlMs",
                        "cacheScope",
                        "_meta");
        assertThat(result(response).get("_meta").orElseThrow())
                .isEqualTo(
                        Json.parse(
                                "{\"io.modelcontextprotocol/serverInfo\":{\"name\":\"us\",\"version\":\"1\"}}"));
        assertThat(body(response).text("id")).contains("r");
    }

    @ParameterizedTest
    @DisplayName("3. a request without required _meta: 400, -32602 [2026-07-28 | basic]")
    @ValueSource(
            strings = {
                "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}",
                "\"_meta\":{\"io.modelcontextprotocol/clientCapabilities\":{}}",
                "\"_meta\":{}",
                "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":7,\"io.modelcontextprotocol/clientCapabilities\":{}}",
                "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":[]}"
            })
    void missingMeta(String params) {
        HttpResponse<String> response = modern(Methods.TOOLS_LIST, params);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(code(response)).isEqualTo(-32602);
    }

    @Test
    @DisplayName("4. empty clientCapabilities and no clientInfo are fine [2026-07-28 | basic]")
    void minimalMeta() {
        assertThat(modern(Methods.TOOLS_LIST, "").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @DisplayName(
            "5. 6. 7. 8. 9. 11. headers that do not repeat the body: 400, -32020 [2026-07-28 | streamable-http]")
    @CsvSource({
        "MCP-Protocol-Version, 2025-11-25",
        "MCP-Protocol-Version, -",
        "Mcp-Method, -",
        "Mcp-Method, TOOLS/CALL",
        "Mcp-Name, -",
        "Mcp-Name, other",
        "Mcp-Name, Echo",
        "Mcp-Name, =?base64?!!?=",
        "Mcp-Param-Region, -",
        "Mcp-Param-Region, us"
    })
    void headerMismatch(String header, String value) {
        Map<String, String> sent = headers("Mcp-Param-Region", "eu");
        sent.put(header, value);
        String[] flat =
                sent.entrySet().stream()
                        .flatMap(e -> List.of(e.getKey(), e.getValue()).stream())
                        .toArray(String[]::new);

        HttpResponse<String> response =
                modern(
                        Methods.TOOLS_CALL,
                        "\"name\":\"echo\",\"arguments\":{\"region\":\"eu\"}",
                        flat);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(code(response)).isEqualTo(-32020);
        assertThat(endpoint.calls).isEmpty();
    }

    @Test
    @DisplayName(
            "8. 10. 11. headers are decoded, compared by name without case, and not wanted for absent arguments [2026-07-28 | streamable-http]")
    void headersThatMatch() {
        assertThat(
                        modern(
                                        Methods.TOOLS_CALL,
                                        "\"name\":\"echo\"",
                                        "Mcp-Name",
                                        "=?base64?ZWNobw==?=")
                                .statusCode())
                .isEqualTo(200);
        assertThat(
                        modern(
                                        Methods.TOOLS_CALL,
                                        "\"name\":\"echo\",\"arguments\":{\"region\":\"eu\"}",
                                        "mcp-param-REGION",
                                        "=?base64?ZXU=?=")
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName(
            "12. an unknown version: 400, -32022 with supported and requested [2026-07-28 | basic/versioning]")
    void unknownVersion() {
        HttpResponse<String> response =
                modern(
                        Methods.TOOLS_LIST,
                        META.replace("2026-07-28", "2030-01-01"),
                        "MCP-Protocol-Version",
                        "2030-01-01");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(body(response).get("error").orElseThrow().get("data"))
                .contains(
                        Json.parse(
                                "{\"supported\":[\"2026-07-28\"],\"requested\":\"2030-01-01\"}"));
        assertThat(code(response)).isEqualTo(-32022);
    }

    @ParameterizedTest
    @DisplayName("13. methods that the revision lacks: 404, -32601 [2026-07-28 | streamable-http]")
    @ValueSource(
            strings = {
                "ping",
                "logging/setLevel",
                "resources/subscribe",
                "initialize",
                "no/such",
                "prompts/list"
            })
    void unknownMethod(String method) {
        HttpResponse<String> response = modern(method, "");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(code(response)).isEqualTo(-32601);
    }

    @Test
    @DisplayName(
            "14. a capability that the client did not declare: 400, -32021 [2026-07-28 | basic]")
    void missingCapability() {
        endpoint.on(
                "needy",
                _ -> {
                    throw new McpException(
                            new JsonRpcError(
                                    -32021,
                                    "needs",
                                    Json.parse("{\"requiredCapabilities\":{\"sampling\":{}}}")));
                });

        HttpResponse<String> response = modern(Methods.TOOLS_CALL, "\"name\":\"needy\"");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(code(response)).isEqualTo(-32021);
    }

    @Test
    @DisplayName(
            "16. 17. a notification: 202 without a body; a response or an array: 400, -32600 [2026-07-28 | streamable-http]")
    void otherThanRequests() {
        Map<String, String> version = headers("MCP-Protocol-Version", "2026-07-28");
        String cancelled =
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}";

        HttpResponse<String> accepted = send(post(cancelled, version));
        HttpResponse<String> response =
                send(post("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", version));
        HttpResponse<String> array = send(post("[" + cancelled + "]", version));

        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(accepted.body()).isEmpty();
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(code(response)).isEqualTo(-32600);
        assertThat(array.statusCode()).isEqualTo(400);
        assertThat(code(array)).isEqualTo(-32600);
    }

    @Test
    void ourOtherHalfTellsThatAConversationIsOver() {
        Map<String, String> version = headers("MCP-Protocol-Version", "2026-07-28");

        HttpResponse<String> accepted =
                send(
                        post(
                                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/dev.mcpctl/session_over\",\"params\":{\"_meta\":{\"dev.mcpctl/session\":\"h\"}}}",
                                version));

        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(endpoint.forgotten)
                .containsExactly(new Caller("alice", "h", Revision.MODERN, false));
    }

    @Test
    @DisplayName(
            "18. session and resume headers are ignored, none is minted [2026-07-28 | streamable-http]")
    void noSessions() {
        HttpResponse<String> response =
                modern(Methods.TOOLS_LIST, "", "Mcp-Session-Id", "nonsense", "Last-Event-ID", "7");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Mcp-Session-Id")).isEmpty();
    }

    @Test
    @DisplayName(
            "19. 20. 22. a stream has progress forwards only, logs only where wanted, no ids, and tells proxies not to buffer [2026-07-28 | streamable-http, logging]")
    void streamOfACall() {
        String meta = META.replace("{}}", "{},\"progressToken\":\"t\"}");

        HttpResponse<String> quiet = modern(Methods.TOOLS_CALL, "\"name\":\"progress\"");
        HttpResponse<String> told =
                modern(Methods.TOOLS_CALL, "\"name\":\"progress\"," + meta, "Mcp-Name", "progress");
        HttpResponse<String> logged =
                modern(
                        Methods.TOOLS_CALL,
                        "\"name\":\"progress\","
                                + META.replace(
                                        "{}}",
                                        "{},\"io.modelcontextprotocol/logLevel\":\"warning\"}"),
                        "Mcp-Name",
                        "progress");

        assertThat(quiet.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(events(told).stream().limit(3).map(e -> e.get("params").orElseThrow()))
                .containsExactly(
                        Json.parse("{\"progress\":1,\"progressToken\":\"t\"}"),
                        Json.parse("{\"progress\":3,\"progressToken\":\"t\"}"),
                        Json.parse("{\"progress\":4,\"progressToken\":\"t\"}"));
        assertThat(events(told))
                .hasSize(4)
                .last()
                .satisfies(e -> assertThat(e.has("result")).isTrue());
        assertThat(told.headers().firstValue("X-Accel-Buffering")).contains("no");
        assertThat(told.body()).doesNotContain("\nid:");
        assertThat(events(logged)).hasSize(2);
        assertThat(events(logged).getFirst().text("method")).contains(Methods.LOG_MESSAGE);
    }

    @Test
    void anUnknownLogLevelIsRefused() {
        HttpResponse<String> response =
                modern(
                        Methods.TOOLS_LIST,
                        META.replace("{}}", "{},\"io.modelcontextprotocol/logLevel\":\"loud\"}"));

        assertThat(code(response)).isEqualTo(-32602);
    }

    @Test
    @DisplayName(
            "21. a client that leaves has cancelled [2026-07-28 | basic/patterns/cancellation]")
    void disconnectIsCancellation() throws Exception {
        HttpResponse<InputStream> response =
                http.send(
                        modernRequest(Methods.TOOLS_CALL, "\"name\":\"hang\""),
                        BodyHandlers.ofInputStream());

        response.body().close();

        assertThat(endpoint.cancelled.await(10, SECONDS)).isTrue();
    }

    @Test
    void aLongSilenceIsFilledWithComments() throws Exception {
        HttpResponse<InputStream> response =
                http.send(
                        modernRequest(Methods.TOOLS_CALL, "\"name\":\"hang\""),
                        BodyHandlers.ofInputStream());

        try (var lines =
                new BufferedReader(
                        new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).startsWith(":");
            assertThat(lines.readLine()).isEmpty();
            assertThat(lines.readLine()).startsWith(":");
        }
    }

    @Test
    @DisplayName(
            "24. 98. unknown resource and unknown tool: -32602 [2026-07-28 | server/resources, server/tools]")
    void unknownThings() {
        HttpResponse<String> resource = modern(Methods.RESOURCES_READ, "\"uri\":\"file:///none\"");
        HttpResponse<String> tool = modern(Methods.TOOLS_CALL, "\"name\":\"none\"");

        assertThat(resource.statusCode()).isEqualTo(200);
        assertThat(body(resource).get("error").orElseThrow().get("data"))
                .contains(Json.parse("{\"uri\":\"file:///none\"}"));
        assertThat(code(resource)).isEqualTo(-32602);
        assertThat(code(tool)).isEqualTo(-32602);
    }

    @Test
    @DisplayName(
            "33. 34. 35. listen: acknowledged first, tagged events of what was asked for, a result at the end [2026-07-28 | basic/patterns/subscriptions]")
    void listening() throws Exception {
        HttpRequest listen =
                modernRequest(
                        Methods.LISTEN,
                        "\"notifications\":{\"toolsListChanged\":true,\"promptsListChanged\":true,\"resourceSubscriptions\":[\"file:///a\",\"file:///b\"]}");
        HttpResponse<InputStream> response = http.send(listen, BodyHandlers.ofInputStream());
        var lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));

        Json first = nextEvent(lines);
        endpoint.change(new Notification(Methods.PROMPTS_CHANGED));
        endpoint.change(new Notification(Methods.TOOLS_CHANGED));
        Json second = nextEvent(lines);
        endpoint.change(
                new Notification(Methods.RESOURCE_UPDATED, Json.parse("{\"uri\":\"file:///a\"}")));
        Json third = nextEvent(lines);
        face.close();
        Json last = nextEvent(lines);

        Json tag = Json.parse("{\"io.modelcontextprotocol/subscriptionId\":\"r\"}");
        assertThat(first.text("method")).contains(Methods.ACKNOWLEDGED);
        assertThat(first.get("params").orElseThrow())
                .isEqualTo(
                        Json.object("_meta", tag)
                                .with(
                                        "notifications",
                                        Json.parse(
                                                "{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"file:///a\"]}")));
        assertThat(second.text("method")).contains(Methods.TOOLS_CHANGED);
        assertThat(second.get("params").orElseThrow().get("_meta")).contains(tag);
        assertThat(third.get("params").orElseThrow().text("uri")).contains("file:///a");
        assertThat(last.get("result").orElseThrow().text("resultType")).contains("complete");
        assertThat(
                        last.get("result")
                                .orElseThrow()
                                .get("_meta")
                                .orElseThrow()
                                .get("io.modelcontextprotocol/subscriptionId"))
                .contains(Json.of("r"));
        assertThat(nextLine(lines)).isNull();
    }

    @Test
    void aListenThatIsLeftIsClosedAtTheEndpoint() throws Exception {
        HttpResponse<InputStream> response =
                http.send(
                        modernRequest(
                                Methods.LISTEN, "\"notifications\":{\"toolsListChanged\":true}"),
                        BodyHandlers.ofInputStream());

        response.body().close();

        await().until(endpoint.sinks::isEmpty);
        assertThat(code(modern(Methods.LISTEN, ""))).isEqualTo(-32602);
    }

    @Test
    void onlyWhatMayTravelTravels() {
        String meta =
                META.replace(
                        "{}}",
                        "{\"roots\":{}},\"io.modelcontextprotocol/clientInfo\":{\"name\":\"c\",\"version\":\"1\"},\"com.example/x\":1,"
                                + "\"traceparent\":\"00-a-b-01\",\"baggage\":\"secret=1\",\"dev.mcpctl/session\":\"h\"}");

        modern(Methods.TOOLS_LIST, "\"cursor\":\"\"," + meta);

        Call call = endpoint.calls.getFirst();
        assertThat(call.params()).isEqualTo(Json.parse("{\"cursor\":\"\"}"));
        assertThat(call.meta().foreign()).containsOnlyKeys("com.example/x", "traceparent");
        assertThat(call.meta().clientName()).contains("c");
        assertThat(call.meta().clientCapabilities()).isEqualTo(Json.parse("{\"roots\":{}}"));
        assertThat(call.caller().conversation()).isEqualTo("h");
        assertThat(call.caller().principal()).isEqualTo("alice");
    }

    @Test
    void aClientWithoutAHandleHasAConversationOnlyWhereOneIsDerived() {
        modern(Methods.TOOLS_LIST, META);
        face.close();
        face =
                new HttpFace(
                        vertx, threads, FaceSettings.of("us", "1").withoutDerivedConversations());

        modern(Methods.TOOLS_LIST, META);

        assertThat(endpoint.calls.getFirst().caller().conversation()).isNotEmpty();
        assertThat(endpoint.calls.getLast().caller().conversation()).isEmpty();
    }

    @Test
    void malformedHttpIsRefusedBeforeAnythingElse() {
        assertThat(
                        send(request().PUT(HttpRequest.BodyPublishers.ofString("x")).build())
                                .statusCode())
                .isEqualTo(405);
        assertThat(send(post("{}", headers("Content-Type", "text/plain"))).statusCode())
                .isEqualTo(415);
        assertThat(send(post("{}", headers("Accept", "application/json"))).statusCode())
                .isEqualTo(406);
        HttpResponse<String> notJson = send(post("{", Map.of()));
        assertThat(notJson.statusCode()).isEqualTo(400);
        assertThat(code(notJson)).isEqualTo(-32700);
        HttpResponse<String> huge = send(post("\"" + "x".repeat(300_000) + "\"", Map.of()));
        assertThat(huge.statusCode()).isEqualTo(413);
        assertThat(huge.body()).contains("200000 bytes");
    }
}
