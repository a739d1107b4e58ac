package dev.mcpctl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A daemon that answers as it was told, over a real socket, and remembers what it was asked. */
public final class ScriptedDaemon implements AutoCloseable {
    /** A server as mcpd shows it. */
    static final String FILES =
            """
            {"kind":"server","metadata":{"name":"files","uid":"u","generation":1,\
            "resourceVersion":"7","createdAt":"2026-11-21T10:00:00Z"},\
            "spec":{"package":{"name":"@acme/files"},"replicas":1},"status":{"state":"RUNNING"}}\
            """;

    /** A secret as mcpd shows it. */
    static final String SECRET =
            """
            {"kind":"secret","metadata":{"name":"creds","uid":"u","generation":1,\
            "resourceVersion":"3"},"spec":{"data":{"KEY":null}},"status":{}}\
            """;

    public static final String TOKEN = "the-token";

    private final HttpServer server;
    private final Map<String, List<Answer>> answers = new HashMap<>();
    private final List<Request> requests = new ArrayList<>();

    /** What the daemon was asked. */
    public record Request(String line, String body, Map<String, String> headers) {
        public JsonNode json() {
            return JsonCodec.read(body);
        }
    }

    private record Answer(int status, String type, String body) {}

    public ScriptedDaemon() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers of one request line are given in order; the last one again and again. */
    public ScriptedDaemon on(String line, int status, String body) {
        return on(line, status, "application/json", body);
    }

    public ScriptedDaemon on(String line, String body) {
        return on(line, 200, body);
    }

    public ScriptedDaemon on(String line, int status, String type, String body) {
        answers.computeIfAbsent(line, _ -> new ArrayList<>()).add(new Answer(status, type, body));
        return this;
    }

    public ScriptedDaemon refuse(String line, Problem problem) {
        return on(
                line,
                problem.type().status(),
                "application/problem+json",
                JsonCodec.text(problem.toJson(line)));
    }

    public synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    public Request only(String line) {
        List<Request> found =
                requests().stream().filter(request -> request.line().equals(line)).toList();
        if (found.size() != 1) {
            throw new AssertionError(line + " came " + found.size() + " times: " + requests());
        }
        return found.getFirst();
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name, values.getFirst()));
        requests.add(new Request(line, body, headers));
        List<Answer> scripted = answers.get(line);
        Answer answer =
                scripted == null
                        ? new Answer(418, "text/plain", "nothing scripted for " + line)
                        : scripted.size() > 1 ? scripted.removeFirst() : scripted.getFirst();
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
