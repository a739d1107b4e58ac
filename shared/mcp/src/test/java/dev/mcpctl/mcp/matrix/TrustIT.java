package dev.mcpctl.mcp.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What does not pass from one side to the other, and what is not done because a peer said so. */
@Timeout(60)
class TrustIT {
    private static final String SECRET = "not-for-anybody-else-5e1f";
    private static Gateway gateway;

    @BeforeAll
    static void open() {
        gateway = new Gateway();
    }

    @AfterAll
    static void close() {
        gateway.close();
    }

    private static HttpResponse<String> post(String path, Json message, String... headers)
            throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(gateway.outside(path))
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .headers(headers)
                        .POST(BodyPublishers.ofString(message.toString()))
                        .build();
        return gateway.http().send(request, BodyHandlers.ofString());
    }

    private static Json call(String name, String arguments) {
        Json meta =
                Json.parse(
                        "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}");
        Json params =
                Json.object("name", Json.of(name))
                        .with("arguments", Json.parse(arguments))
                        .with("_meta", meta);
        return RevisionClient.message(Methods.TOOLS_CALL, params).with("id", Json.of(1));
    }

    @Test
    @DisplayName(
            "87. what a client shows us is not shown to a server [2025-06-18+ | authorization]")
    void noCredentialsOfAClientReachAServer() throws Exception {
        try (var _ = gateway.new Path("credentials", new Party(Revision.MODERN, Party.Way.HTTP))) {
            HttpResponse<String> answer =
                    post(
                            "credentials",
                            call("echo", "{}"),
                            "Authorization",
                            "Bearer " + SECRET,
                            "Cookie",
                            "a=" + SECRET,
                            "Mcp-Session-Id",
                            SECRET,
                            "Last-Event-ID",
                            SECRET,
                            "X-Anything",
                            SECRET,
                            "MCP-Protocol-Version",
                            "2026-07-28",
                            "Mcp-Method",
                            "tools/call",
                            "Mcp-Name",
                            "echo");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(gateway.servers().headersSeen())
                    .isNotEmpty()
                    .noneMatch(header -> header.contains(SECRET))
                    .noneMatch(
                            header -> header.toLowerCase(Locale.ROOT).startsWith("authorization"));
        }
    }

    @Test
    @DisplayName("50. a reference in a schema is passed on, not followed [2026-07-28 | basic]")
    void nobodyFetchesWhatASchemaRefersTo() throws Exception {
        List<String> fetched = new CopyOnWriteArrayList<>();
        Vertx vertx = Vertx.vertx();
        HttpServer elsewhere =
                vertx.createHttpServer()
                        .requestHandler(request -> {
                            fetched.add(request.uri());
                            request.response().end("{}");
                        })
                        .listen(0, "127.0.0.1")
                        .await();
        Json schema =
                Json.parse(
                        "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"http://127.0.0.1:%d/schema.json\"}},\"$schema\":\"http://127.0.0.1:%d/dialect\"}"
                                .formatted(elsewhere.actualPort(), elsewhere.actualPort()));
        try (var path = gateway.new Path("refs", new Party(Revision.MODERN, Party.Way.HTTP))) {
            path.server.listed =
                    Optional.of(
                            Json.array(
                                    List.of(
                                            Json.object("name", Json.of("echo"))
                                                    .with("inputSchema", schema)
                                                    .with("outputSchema", schema))));
            for (Revision revision : Revision.values()) {
                try (RevisionClient client = path.client(new Party(revision, Party.Way.STDIO))) {
                    client.connect();
                    Json listed = client.result(client.start(Methods.TOOLS_LIST, Json.object()));
                    client.result(client.callTool("echo", Json.parse("{\"a\":{}}")));

                    assertThat(
                                    listed.get("tools")
                                            .orElseThrow()
                                            .elements()
                                            .getFirst()
                                            .get("inputSchema")
                                            .orElseThrow()
                                            .toString())
                            .isEqualTo(schema.toString());
                }
            }
            assertThat(fetched).isEmpty();
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void neitherSessionsNorTokensNorArgumentsAreLogged() throws Exception {
        var log = new Recorder();
        Logger ours = Logger.getLogger("dev.mcpctl");
        Level before = ours.getLevel();
        ours.setLevel(Level.ALL);
        ours.addHandler(log);
        try (var path =
                gateway.new Path("logged", new Party(Revision.V2025_11_25, Party.Way.HTTP))) {
            HttpResponse<String> initialized =
                    post(
                            "logged",
                            Json.parse(
                                    "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}}"),
                            "Authorization",
                            "Bearer " + SECRET);
            String session = initialized.headers().firstValue("Mcp-Session-Id").orElseThrow();
            Json echo =
                    RevisionClient.message(
                                    Methods.TOOLS_CALL,
                                    Json.parse(
                                            "{\"name\":\"echo\",\"arguments\":{\"password\":\"%s\"}}"
                                                    .formatted(SECRET)))
                            .with("id", Json.of(1));
            post("logged", echo, "Mcp-Session-Id", session, "Authorization", "Bearer " + SECRET);
            Json crash =
                    RevisionClient.message(
                                    Methods.TOOLS_CALL,
                                    Json.parse("{\"name\":\"crash\",\"arguments\":{}}"))
                            .with("id", Json.of(2));
            post("logged", crash, "Mcp-Session-Id", session);
            post("logged", echo, "Mcp-Session-Id", SECRET);
            assertThat(path.server.violations).isEmpty();

            assertThat(log.text).noneMatch(line -> line.contains(SECRET));
            assertThat(log.text).noneMatch(line -> line.contains(session));
        } finally {
            ours.removeHandler(log);
            ours.setLevel(before);
        }
    }

    private static final class Recorder extends Handler {
        private final List<String> text = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord record) {
            text.add(new SimpleFormatter().format(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
