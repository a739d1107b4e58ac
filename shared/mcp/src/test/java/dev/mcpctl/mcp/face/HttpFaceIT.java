package dev.mcpctl.mcp.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Clients of both eras at one URL, in raw HTTP. Numbers are those of the checklist in the protocol
 * brief.
 */
@Timeout(60)
class HttpFaceIT {
    private static final String META =
            "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";
    private static final Duration KEEP_ALIVE = Duration.ofMillis(300);

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final FakeEndpoint endpoint = new FakeEndpoint();
    private volatile Target target = new Target("p", endpoint, "alice");
    private HttpFace face;
    private HttpServer server;

    @BeforeEach
    void listen() {
        face =
                new HttpFace(
                        vertx,
                        threads,
                        FaceSettings.of("us", "1")
                                .withKeepAlive(KEEP_ALIVE)
                                .withMaxMessageBytes(200_000));
        server =
                vertx.createHttpServer()
                        .requestHandler(request -> face.handle(request, target))
                        .listen(0, "127.0.0.1")
                        .await();
    }

    @AfterEach
    void stop() {
        face.close();
        http.shutdownNow();
        vertx.close().await();
        threads.shutdownNow();
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.actualPort() + "/mcp"))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    private HttpRequest post(String body, Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("Content-Type", "application/json");
        all.put("Accept", "application/json, text/event-stream");
        all.putAll(headers);
        HttpRequest.Builder request = request().POST(HttpRequest.BodyPublishers.ofString(body));
        all.forEach((name, value) -> {
            if (!value.equals("-")) {
                request.header(name, value);
            }
        });
        return request.build();
    }

    private static Map<String, String> headers(String... namesAndValues) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    /**
     * A modern request with its right headers, of which some may be replaced ({@code -} leaves one
     * out).
     */
    private HttpRequest modernRequest(String method, String params, String... otherHeaders) {
        Json json = Json.parse("{" + params + "}");
        Map<String, String> headers =
                headers("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method);
        json.text("name")
                .or(() -> json.text("uri"))
                .ifPresent(name -> headers.put("Mcp-Name", name));
        headers.putAll(headers(otherHeaders));
        return post(
                "{\"jsonrpc\":\"2.0\",\"id\":\"r\",\"method\":\""
                        + method
                        + "\",\"params\":{"
                        + (params.isEmpty() || params.contains("_meta") ? "" : params + ",")
                        + (params.contains("_meta") ? params : META)
                        + "}}",
                headers);
    }

    private HttpResponse<String> modern(String method, String params, String... otherHeaders) {
        return send(modernRequest(method, params, otherHeaders));
    }

    private static Json body(HttpResponse<String> response) {
        return Json.parse(response.body());
    }

    private static long code(HttpResponse<String> response) {
        return body(response)
                .get("error")
                .orElseThrow()
                .get("code")
                .flatMap(Json::asLong)
                .orElseThrow();
    }

    private static Json result(HttpResponse<String> response) {
        return body(response).get("result").orElseThrow();
    }

    /** The messages of an SSE stream that has ended. */
    private static List<Json> events(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        List<Json> events = new ArrayList<>();
        response.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .forEach(line -> events.add(Json.parse(line.substring(6))));
        return events;
    }

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

    private static Json nextEvent(BufferedReader lines) throws IOException {
        String line = nextLine(lines);
        while (line != null && !line.startsWith("data: ")) {
            line = nextLine(lines);
        }
        return Json.parse(line == null ? "null" : line.substring(6));
    }

    private static String nextLine(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && line.isEmpty()) {
            line = lines.readLine();
        }
        return line;
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

    // ── handshake era ──

    private HttpResponse<String> initialize(String version, String... otherHeaders) {
        return send(
                post(
                        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
                                + version
                                + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"old\",\"version\":\"1\"}}}",
                        headers(otherHeaders)));
    }

    private String session(String version) {
        String id = initialize(version).headers().firstValue("Mcp-Session-Id").orElseThrow();
        send(
                post(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                        headers("Mcp-Session-Id", id)));
        return id;
    }

    private HttpResponse<String> legacy(String session, String method, String params) {
        return send(legacyRequest(session, method, params));
    }

    private HttpRequest legacyRequest(String session, String method, String params) {
        return post(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
                        + method
                        + "\",\"params\":{"
                        + params
                        + "}}",
                headers("Mcp-Session-Id", session));
    }

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

    private BufferedReader reader(HttpRequest request) throws IOException, InterruptedException {
        return new BufferedReader(
                new InputStreamReader(
                        http.send(request, BodyHandlers.ofInputStream()).body(),
                        StandardCharsets.UTF_8));
    }

    private static BufferedReader skippingComments(BufferedReader lines) throws IOException {
        lines.mark(1);
        int next = lines.read();
        while (next == ':' || next == '\n') {
            if (next == ':') {
                lines.readLine();
            }
            lines.mark(1);
            next = lines.read();
        }
        if (next >= 0) {
            lines.reset();
        }
        return lines;
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
        endpoint.on(
                "asks",
                _ -> Json.parse("{\"resultType\":\"input_required\",\"requestState\":\"s\"}"));
        assertThat(result(legacy(id, "tools/call", "\"name\":\"asks\"")).get("isError"))
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
                        FaceSettings.of("us", "1")
                                .withKeepAlive(Duration.ofMillis(50))
                                .withSessionIdle(Duration.ofMillis(100)));
        String id = session("2025-11-25");

        await().untilAsserted(() -> assertThat(endpoint.forgotten).hasSize(1));
        assertThat(legacy(id, "ping", "").statusCode()).isEqualTo(404);
    }
}
