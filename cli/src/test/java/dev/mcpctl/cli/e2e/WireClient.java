package dev.mcpctl.cli.e2e;

import dev.mcpctl.mcp.message.Json;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A client of 2025-11-25 that shows what is on the wire, byte by byte: over the pipes of a process,
 * or over Streamable HTTP. It says that it can be asked for anything, and answers nothing. Of one
 * thread.
 */
final class WireClient implements AutoCloseable {
    private static final String REVISION = "2025-11-25";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CAPABILITIES =
            "{\"roots\":{\"listChanged\":true},\"sampling\":{},\"elicitation\":{\"form\":{},\"url\":{}}}";

    private final Way way;
    private int ids;

    /** How messages get there. */
    private interface Way extends AutoCloseable {
        /** What comes back, in order, as long as it is looked at. */
        Iterator<String> send(String message) throws IOException, InterruptedException;

        @Override
        void close();
    }

    private WireClient(Way way) throws Exception {
        this.way = way;
        Json _ =
                request(
                        "initialize",
                        "{\"protocolVersion\":\""
                                + REVISION
                                + "\",\"capabilities\":"
                                + CAPABILITIES
                                + ",\"clientInfo\":{\"name\":\"wire\",\"version\":\"1\"}}");
        var _ = way.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    /** Of a server that it starts. */
    static WireClient ofProcess(List<String> line, Path directory, Map<String, String> environment)
            throws Exception {
        return new WireClient(new Piped(line, directory, environment));
    }

    /** Of an endpoint. */
    static WireClient ofEndpoint(URI endpoint, Optional<String> token) throws Exception {
        return new WireClient(new Posted(endpoint, token));
    }

    /** The answer: its {@code result} or its {@code error}, with that name. */
    Json request(String method, String params) throws Exception {
        int id = ++ids;
        Iterator<String> answers =
                way.send(
                        "{\"jsonrpc\":\"2.0\",\"id\":"
                                + id
                                + ",\"method\":\""
                                + method
                                + "\",\"params\":"
                                + params
                                + "}");
        while (answers.hasNext()) {
            Json message = Json.parse(answers.next());
            if (!message.has("method") && message.get("id").equals(Optional.of(Json.of(id)))) {
                return message.without("jsonrpc", "id");
            }
            if (message.has("method") && message.has("id")) {
                var _ = way.send(refusal(message.get("id").orElseThrow()));
            }
        }
        throw new IOException(method + ": no answer");
    }

    /** Every item of a list, through all of its pages; nothing when there is no such list. */
    List<Json> all(String method, String member) throws Exception {
        List<Json> items = new ArrayList<>();
        Optional<Json> cursor = Optional.empty();
        do {
            Json page =
                    request(method, cursor.map(next -> "{\"cursor\":" + next + "}").orElse("{}"));
            if (page.has("error")) {
                return List.of();
            }
            Json result = page.get("result").orElseThrow();
            items.addAll(result.get(member).orElseThrow().elements());
            cursor = result.get("nextCursor");
        } while (cursor.isPresent());
        return items;
    }

    private static String refusal(Json id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":"
                + id
                + ",\"error\":{\"code\":-32601,\"message\":\"nobody is there\"}}";
    }

    @Override
    public void close() {
        way.close();
    }

    private static final class Piped implements Way {
        private final Process process;
        private final BufferedWriter out;
        private final BufferedReader in;

        Piped(List<String> line, Path directory, Map<String, String> environment)
                throws IOException {
            ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
            builder.environment().putAll(environment);
            process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            out = process.outputWriter(StandardCharsets.UTF_8);
            in = process.inputReader(StandardCharsets.UTF_8);
        }

        @Override
        public Iterator<String> send(String message) throws IOException {
            out.write(message + "\n");
            out.flush();
            return in.lines().iterator();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static final class Posted implements Way {
        private final HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final URI endpoint;
        private final Optional<String> token;
        private Optional<String> session = Optional.empty();

        Posted(URI endpoint, Optional<String> token) {
            this.endpoint = endpoint;
            this.token = token;
        }

        @Override
        public Iterator<String> send(String message) throws IOException, InterruptedException {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(endpoint)
                            .timeout(PATIENCE)
                            .header("Content-Type", "application/json")
                            .header("Accept", "application/json, text/event-stream")
                            .POST(HttpRequest.BodyPublishers.ofString(message));
            token.ifPresent(own -> request.header("Authorization", "Bearer " + own));
            session.ifPresent(id ->
                    request.header("Mcp-Session-Id", id).header("MCP-Protocol-Version", REVISION));
            HttpResponse<Stream<String>> answer =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
            session = answer.headers().firstValue("Mcp-Session-Id").or(() -> session);
            return answer.body()
                    .map(line -> line.startsWith("data:") ? line.substring(5).strip() : line)
                    .filter(line -> line.startsWith("{"))
                    .iterator();
        }

        @Override
        public void close() {
            http.shutdownNow();
        }
    }
}
