package dev.mcpctl.mcp.face;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.mcp.message.Json;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

import java.io.BufferedReader;
import java.io.IOException;
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

/** A face on a real socket, and clients of both eras that speak raw HTTP to it. */
@Timeout(60)
abstract class HttpFaceLab {
    static final String META =
            "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";
    private static final Duration KEEP_ALIVE = Duration.ofMillis(300);

    final Vertx vertx = Vertx.vertx();
    final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final FakeEndpoint endpoint = new FakeEndpoint();
    volatile Target target = new Target("p", endpoint, "alice");
    HttpFace face;
    private HttpServer server;

    /** Answers are JSON here, however slow the machine is. */
    FaceSettings settings() {
        return FaceSettings.of("us", "1")
                .withKeepAlive(KEEP_ALIVE)
                .withMaxMessageBytes(200_000)
                .withResumption(
                        new FaceSettings.Resumption(
                                Duration.ofMinutes(1), Duration.ofMinutes(1), 1_000_000));
    }

    @BeforeEach
    void listen() {
        face = new HttpFace(vertx, threads, settings());
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

    HttpRequest.Builder request() {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.actualPort() + "/mcp"))
                .timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    HttpRequest post(String body, Map<String, String> headers) {
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

    static Map<String, String> headers(String... namesAndValues) {
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
    HttpRequest modernRequest(String method, String params, String... otherHeaders) {
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

    HttpResponse<String> modern(String method, String params, String... otherHeaders) {
        return send(modernRequest(method, params, otherHeaders));
    }

    static Json body(HttpResponse<String> response) {
        return Json.parse(response.body());
    }

    static long code(HttpResponse<String> response) {
        return body(response)
                .get("error")
                .orElseThrow()
                .get("code")
                .flatMap(Json::asLong)
                .orElseThrow();
    }

    static Json result(HttpResponse<String> response) {
        return body(response).get("result").orElseThrow();
    }

    /** The messages of an SSE stream that has ended. */
    static List<Json> events(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        List<Json> events = new ArrayList<>();
        response.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .forEach(line -> events.add(Json.parse(line.substring(6))));
        return events;
    }

    static Json nextEvent(BufferedReader lines) throws IOException {
        String line = nextLine(lines);
        while (line != null && !line.startsWith("data: ")) {
            line = nextLine(lines);
        }
        return Json.parse(line == null ? "null" : line.substring(6));
    }

    static String nextLine(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && line.isEmpty()) {
            line = lines.readLine();
        }
        return line;
    }

    HttpResponse<String> initialize(String version, String... otherHeaders) {
        return send(
                post(
                        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
                                + version
                                + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"old\",\"version\":\"1\"}}}",
                        headers(otherHeaders)));
    }

    String session(String version) {
        String id = initialize(version).headers().firstValue("Mcp-Session-Id").orElseThrow();
        send(
                post(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                        headers("Mcp-Session-Id", id)));
        return id;
    }

    HttpResponse<String> legacy(String session, String method, String params) {
        return send(legacyRequest(session, method, params));
    }

    HttpRequest legacyRequest(String session, String method, String params) {
        return post(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
                        + method
                        + "\",\"params\":{"
                        + params
                        + "}}",
                headers("Mcp-Session-Id", session));
    }

    BufferedReader reader(HttpRequest request) throws IOException, InterruptedException {
        return new BufferedReader(
                new InputStreamReader(
                        http.send(request, BodyHandlers.ofInputStream()).body(),
                        StandardCharsets.UTF_8));
    }

    static BufferedReader skippingComments(BufferedReader lines) throws IOException {
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
}
