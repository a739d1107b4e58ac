package dev.mcpctl.cli.context;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.client.Timeouts;
import dev.mcpctl.api.home.Build;
import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.ListenAddress;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.RunFile;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;

/**
 * Requests to this home's mcplocal, which knows its owner by the user id of the connection, or by
 * the token in this home where it does not go by that. Any thread; calls block.
 */
public final class LocalProxyConnection {
    private static final String REVISION = "2026-07-28";

    private final URI base;
    private final Timeouts timeouts;
    private final Optional<String> token;

    LocalProxyConnection(URI base, Timeouts timeouts) {
        this(base, timeouts, Optional.empty());
    }

    private LocalProxyConnection(URI base, Timeouts timeouts, Optional<String> token) {
        this.base = base;
        this.timeouts = timeouts;
        this.token = token;
    }

    /** The mcplocal that runs for this home, else the one where its port should be. */
    static LocalProxyConnection of(Home home, Map<String, String> environment, Timeouts timeouts) {
        Optional<URI> running =
                RunFile.alive(home, Program.MCPLOCAL)
                        .flatMap(file -> Optional.ofNullable(file.url()));
        if (running.isPresent()) {
            return new LocalProxyConnection(running.get(), timeouts, token(home));
        }
        ListenAddress address = ListenAddress.ofMcplocal(environment);
        if (!environment.containsKey("MCPLOCAL_PORT")) {
            throw new Problem(
                    ProblemType.UNREACHABLE,
                    "mcplocal does not run for "
                            + home.directory()
                            + "; start it with: mcpctl up --only mcplocal");
        }
        return new LocalProxyConnection(
                URI.create("http://" + address.host() + ":" + address.port()), timeouts);
    }

    /** That of the mcplocal which runs for this home; nobody else is shown it. */
    private static Optional<String> token(Home home) {
        try {
            return Optional.of(Files.readString(home.localProxyToken()).strip())
                    .filter(text -> !text.isEmpty());
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /** The answer to a POST of JSON; what was refused is the {@link Problem} that mcplocal sent. */
    public JsonNode post(String path, JsonNode body) {
        byte[] bytes = JsonCodec.bytes(body);
        try (InputStream in = open("POST", path, bytes, "application/json")) {
            return JsonCodec.read(in);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /**
     * The result of one MCP request to a project's endpoint, which needs no handshake in the
     * revision that is spoken here.
     *
     * @throws Problem what was refused; UPSTREAM for an error of the endpoint
     */
    public JsonNode ask(String project, String method, ObjectNode params) {
        ObjectNode request =
                JsonCodec.object().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        ObjectNode content = params.deepCopy();
        request.set("params", content);
        ObjectNode meta = content.putObject("_meta");
        meta.put("io.modelcontextprotocol/protocolVersion", REVISION);
        meta.putObject("io.modelcontextprotocol/clientCapabilities");
        meta.putObject("io.modelcontextprotocol/clientInfo")
                .put("name", "mcpctl")
                .put("version", Build.VERSION);
        Map<String, String> headers =
                Map.of("MCP-Protocol-Version", REVISION, "Mcp-Method", method);
        String path = "/projects/" + segment(project) + "/mcp";
        try (InputStream in =
                open(
                        "POST",
                        path,
                        JsonCodec.bytes(request),
                        "application/json, text/event-stream",
                        headers)) {
            JsonNode answer = JsonCodec.read(in);
            if (answer.has("result")) {
                return answer.get("result");
            }
            throw new Problem(
                    ProblemType.UPSTREAM, method + ": " + answer.at("/error/message").asText());
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** The answer to a GET; what was refused is the {@link Problem} that mcplocal sent. */
    public JsonNode get(String path) {
        try (InputStream in = open("GET", path, new byte[0], "application/json")) {
            return JsonCodec.read(in);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** A stream of server-sent events, not read yet; the caller closes it. */
    public InputStream events(String path) {
        return open("GET", path, new byte[0], "text/event-stream");
    }

    /** One segment of a path. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private InputStream open(String method, String path, byte[] body, String accept) {
        return open(method, path, body, accept, Map.of());
    }

    private InputStream open(
            String method, String path, byte[] body, String accept, Map<String, String> headers) {
        try {
            HttpURLConnection http =
                    (HttpURLConnection) URI.create(base + path).toURL().openConnection();
            http.setRequestMethod(method);
            http.setInstanceFollowRedirects(false);
            http.setConnectTimeout((int) timeouts.connect().toMillis());
            http.setReadTimeout((int) timeouts.answer().toMillis());
            http.setRequestProperty("Accept", accept);
            headers.forEach(http::setRequestProperty);
            token.ifPresent(own -> http.setRequestProperty("Authorization", "Bearer " + own));
            if (body.length > 0) {
                http.setRequestProperty("Content-Type", "application/json");
                http.setDoOutput(true);
                http.setFixedLengthStreamingMode(body.length);
                try (OutputStream out = http.getOutputStream()) {
                    out.write(body);
                }
            }
            int status = http.getResponseCode();
            if (status == HttpURLConnection.HTTP_OK) {
                return http.getInputStream();
            }
            throw refused(status, http);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private Problem refused(int status, HttpURLConnection http) throws IOException {
        InputStream error = http.getErrorStream();
        try (InputStream in = error == null ? new ByteArrayInputStream(new byte[0]) : error) {
            byte[] text = in.readAllBytes();
            Optional<Problem> problem = Optional.empty();
            try {
                problem = Problem.fromJson(JsonCodec.read(text));
            } catch (Problem e) {
                // not JSON: somebody else listens there
            }
            return problem.orElseGet(() ->
                    new Problem(
                            ProblemType.UPSTREAM,
                            base + " answered with status " + status + "; is it mcplocal?"));
        }
    }

    private Problem unreachable(IOException cause) {
        String why =
                cause instanceof SocketTimeoutException
                        ? " did not answer within " + timeouts.answer().toMillis() + " ms"
                        : " is out of reach: " + cause.getMessage() + "; start it with: mcpctl up";
        return new Problem(ProblemType.UNREACHABLE, "mcplocal at " + base + why, cause);
    }
}
