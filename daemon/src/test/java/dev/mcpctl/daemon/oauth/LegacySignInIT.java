package dev.mcpctl.daemon.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.mcp.message.Json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Signing in to a server on behalf of a client with a handshake, over Streamable HTTP. The server
 * wants a token for its tools only, so that it is there to shake hands before anybody signs in.
 */
class LegacySignInIT {
    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\",\"arguments\":{}}}";

    @TempDir static Path directory;
    private static final AtomicInteger SERVERS = new AtomicInteger();
    private static SignInLab lab;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String name = "tracker-" + SERVERS.incrementAndGet();
    private TestAuthorizationServer authority;
    private ProtectedServer server;

    @BeforeAll
    static void openLab() throws IOException {
        lab = SignInLab.on(directory);
    }

    @AfterAll
    static void closeLab() {
        lab.close();
    }

    @BeforeEach
    void open() throws IOException {
        authority = new TestAuthorizationServer();
        server = new ProtectedServer(authority);
        server.isOpenToLook = true;
        lab.create(name, server.address(), "");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> lab.status(name).path("state").asText().equals("Running"));
        authority.user = "grace";
    }

    @AfterEach
    void close() {
        http.shutdownNow();
        lab.ask(lab.ada, "DELETE", "/servers/" + name, "");
        server.close();
        authority.close();
    }

    /** A session of a client that says this of itself. */
    private final class Session {
        private final String revision;
        private final String id;

        Session(String revision, String capabilities) throws Exception {
            this.revision = revision;
            HttpResponse<Stream<String>> begun =
                    http.send(
                            request("")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
                                                            + revision
                                                            + "\",\"capabilities\":"
                                                            + capabilities
                                                            + ",\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofLines());
            this.id = begun.headers().firstValue("Mcp-Session-Id").orElseThrow();
            begun.body().close();
            send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}").close();
        }

        private HttpRequest.Builder request(String session) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(lab.uri("/api/v1/servers/" + name + "/mcp"))
                            .timeout(Duration.ofSeconds(60))
                            .header("Authorization", "Bearer " + lab.grace)
                            .header("Content-Type", "application/json")
                            .header("Accept", "application/json, text/event-stream");
            return session.isEmpty()
                    ? request
                    : request.header("Mcp-Session-Id", session)
                            .header("MCP-Protocol-Version", revision);
        }

        /** Sends one message and reads what comes of it, as it comes. */
        Stream<String> send(String message) throws Exception {
            return http.send(
                            request(id).POST(HttpRequest.BodyPublishers.ofString(message)).build(),
                            HttpResponse.BodyHandlers.ofLines())
                    .body();
        }
    }

    /** The next message of an answer, whether that is a stream or a whole. */
    private static Json next(Iterator<String> lines) {
        while (lines.hasNext()) {
            String line = lines.next();
            String data = line.startsWith("data:") ? line.substring(5).strip() : line.strip();
            if (data.startsWith("{")) {
                return Json.parse(data);
            }
        }
        throw new AssertionError("the answer has ended");
    }

    @Test
    @DisplayName(
            "75. a client of 2025-11-25 is asked to open the address, and told when it is done")
    void aClientThatCanOpenAnAddressIsAskedToAndItsCallGoesOn() throws Exception {
        var session = new Session("2025-11-25", "{\"elicitation\":{\"url\":{}}}");
        try (Stream<String> answer = session.send(CALL);
                Browser browser = new Browser()) {
            Iterator<String> lines = answer.iterator();
            Json question = next(lines);
            assertThat(question.text("method")).contains("elicitation/create");
            Json asked = question.get("params").orElseThrow();
            assertThat(asked.text("mode")).contains("url");
            assertThat(asked.text("message").orElseThrow()).contains(name);
            String elicitation = asked.text("elicitationId").orElseThrow();
            String link = asked.text("url").orElseThrow();
            assertThat(link)
                    .startsWith(lab.uri("/oauth/start/").toString())
                    .doesNotContain("grace");

            Json accepted =
                    Json.object("jsonrpc", Json.of("2.0"))
                            .with("id", question.get("id").orElseThrow())
                            .with("result", Json.object("action", Json.of("accept")));
            session.send(accepted.toString()).close();
            assertThat(browser.press(URI.create(link)).text()).contains("Signed in");

            Json done = next(lines);
            assertThat(done.text("method")).contains("notifications/elicitation/complete");
            assertThat(done.get("params").orElseThrow().text("elicitationId"))
                    .contains(elicitation);
            Json result = next(lines);
            assertThat(result.get("id")).contains(Json.of(7));
            assertThat(SignInLab.text(result.get("result").orElseThrow())).isEqualTo("grace");
        }
    }

    @Test
    void aClientThatDeclinesIsToldWhereToSignIn() throws Exception {
        var session = new Session("2025-11-25", "{\"elicitation\":{\"url\":{}}}");
        try (Stream<String> answer = session.send(CALL)) {
            Iterator<String> lines = answer.iterator();
            Json declined =
                    Json.object("jsonrpc", Json.of("2.0"))
                            .with("id", next(lines).get("id").orElseThrow())
                            .with("result", Json.object("action", Json.of("decline")));
            session.send(declined.toString()).close();

            assertTold(next(lines));
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "2025-11-25 {}",
                "2025-11-25 {\"elicitation\":{}}",
                "2025-11-25 {\"elicitation\":{\"form\":{}}}",
                "2025-06-18 {\"elicitation\":{}}",
                "2024-11-05 {}"
            })
    @DisplayName("71. one that cannot is told in words")
    void aClientThatCannotIsToldWhereToSignIn(String revision, String capabilities)
            throws Exception {
        var session = new Session(revision, capabilities);
        try (Stream<String> answer = session.send(CALL)) {
            assertTold(next(answer.iterator()));
        }
    }

    private void assertTold(Json answer) {
        Json result = answer.get("result").orElseThrow();
        assertThat(result.get("isError")).contains(Json.of(true));
        assertThat(SignInLab.text(result))
                .contains("mcpctl auth server " + name, lab.uri("/oauth/start/").toString());
    }
}
