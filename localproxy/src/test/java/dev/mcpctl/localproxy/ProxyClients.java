package dev.mcpctl.localproxy;

import dev.mcpctl.mcp.message.Json;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Plain HTTP clients of both eras, without any code of ours. */
final class ProxyClients implements AutoCloseable {
    /** What modern requests say that their client can do. */
    String capabilities = "{}";

    final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    ProxyClients(int port) {
        this.base = "http://127.0.0.1:" + port;
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** One modern request; {@code params} without braces and meta. */
    Json modern(String project, String method, String params, String name, String... otherHeaders)
            throws Exception {
        HttpRequest.Builder request = modernRequest(project, method);
        if (otherHeaders.length > 0) {
            request.headers(otherHeaders);
        }
        if (!name.isEmpty()) {
            request.header("Mcp-Name", name);
        }
        String body = body(method, params);
        HttpResponse<String> response =
                http.send(
                        request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                        HttpResponse.BodyHandlers.ofString());
        return message(response.body());
    }

    private String meta() {
        return "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":"
                + capabilities
                + ",\"io.modelcontextprotocol/clientInfo\":{\"name\":\"claude-ai\",\"version\":\"1\"}}";
    }

    private String body(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
                + method
                + "\",\"params\":{"
                + params
                + (params.isEmpty() ? "" : ",")
                + meta()
                + "}}";
    }

    private HttpRequest.Builder modernRequest(String project, String method) {
        return HttpRequest.newBuilder(URI.create(base + "/projects/" + project + "/mcp"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method);
    }

    /** What a modern listen brings, as it comes. */
    BlockingQueue<Json> listen(String project, String filter) throws Exception {
        HttpResponse<InputStream> response =
                http.send(
                        modernRequest(project, "subscriptions/listen")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                body(
                                                        "subscriptions/listen",
                                                        "\"notifications\":" + filter)))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        return events(response.body());
    }

    /** A session of a handshake-era client that calls itself by this name. */
    Legacy legacy(String project, String clientName) throws Exception {
        Legacy session = new Legacy(URI.create(base + "/projects/" + project + "/mcp"));
        session.begin(clientName);
        return session;
    }

    final class Legacy {
        private final URI uri;
        private String id = "";

        private Legacy(URI uri) {
            this.uri = uri;
        }

        private void begin(String clientName) throws Exception {
            HttpResponse<String> response =
                    send(
                            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\""
                                    + clientName
                                    + "\",\"version\":\"1\"}}}");
            id = response.headers().firstValue("Mcp-Session-Id").orElseThrow();
            send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        }

        private HttpRequest.Builder request() {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(uri)
                            .header("Content-Type", "application/json")
                            .header("Accept", "application/json, text/event-stream");
            return id.isEmpty()
                    ? request
                    : request.header("Mcp-Session-Id", id)
                            .header("MCP-Protocol-Version", "2025-11-25");
        }

        private HttpResponse<String> send(String body) throws Exception {
            return http.send(
                    request().POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        Json call(String method, String params) throws Exception {
            return message(
                    send("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\""
                                    + method
                                    + "\",\"params\":"
                                    + params
                                    + "}")
                            .body());
        }

        /** What the session is told unasked. */
        BlockingQueue<Json> stream() throws Exception {
            return events(
                    http.send(request().GET().build(), HttpResponse.BodyHandlers.ofInputStream())
                            .body());
        }
    }

    private static BlockingQueue<Json> events(InputStream body) {
        BlockingQueue<Json> events = new LinkedBlockingQueue<>();
        Thread.ofVirtual()
                .start(() -> {
                    try (var lines =
                            new BufferedReader(
                                    new InputStreamReader(body, StandardCharsets.UTF_8))) {
                        for (String line = lines.readLine();
                                line != null;
                                line = lines.readLine()) {
                            if (line.startsWith("data:") && line.contains("{")) {
                                events.add(Json.parse(line.substring(5).strip()));
                            }
                        }
                    } catch (IOException e) {
                        // the test is over
                    }
                });
        return events;
    }

    /** The message in a JSON body, or the last one of an SSE body. */
    private static Json message(String body) {
        if (body.stripLeading().startsWith("{")) {
            return Json.parse(body);
        }
        List<String> data = body.lines().filter(line -> line.startsWith("data: {")).toList();
        return Json.parse(data.getLast().substring(6));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
