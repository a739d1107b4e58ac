package dev.mcpctl.daemon.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.daemon.resource.TestDaemon;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

final class AuthenticationIT {
    private static TestDaemon daemon;

    @BeforeAll
    static void start() throws Exception {
        daemon = TestDaemon.start();
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/v1/servers",
                "/api/v1/changes",
                "/api/v1/apply",
                "/nothing",
                "/api/v1/all"
            })
    void withoutATokenEveryPathAnswersTheSame(String path) {
        for (String method : new String[] {"GET", "POST", "DELETE"}) {
            TestDaemon.Answer answer =
                    daemon.send(
                            HttpRequest.newBuilder(daemon.uri(path))
                                    .method(method, HttpRequest.BodyPublishers.ofString("{}")));

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().path("type").asText())
                    .isEqualTo("urn:mcpctl:problem:unauthorized");
            assertThat(answer.json().path("instance").asText()).isEqualTo(path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong", "Bearer ", "Basic YTpi", "wrong"})
    void aWrongTokenIsRefused(String header) {
        TestDaemon.Answer answer =
                daemon.send(
                        HttpRequest.newBuilder(daemon.uri("/api/v1/servers"))
                                .header("Authorization", header));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).doesNotContain("YTpi");
    }

    @Test
    void aTokenThatWasIssuedMeanwhileIsAccepted() {
        String token = daemon.database().tokens().issue("user:bob");

        TestDaemon.Answer answer =
                await().atMost(TestDaemon.PATIENCE)
                        .until(() -> get(token), got -> got.status() != 401);

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void aHostThatIsNotThisMachineIsRefused() throws IOException {
        assertThat(statusWithHost("localhost:1")).isEqualTo("200");
        assertThat(statusWithHost("evil.example")).isEqualTo("403");
    }

    @Test
    @DisplayName("15. a page of another origin is refused with 403 [2026-07-28 | streamable-http]")
    void aPageOfAnotherOriginIsRefused() {
        int port = daemon.uri("/").getPort();
        String host = daemon.uri("/").getHost();

        assertThat(statusWithOrigin("http://" + host + ":" + port)).isEqualTo(200);
        assertThat(statusWithOrigin("http://evil.example")).isEqualTo(403);
        assertThat(statusWithOrigin("http://" + host + ":" + (port - 1))).isEqualTo(403);
        assertThat(statusWithOrigin("null")).isEqualTo(403);
        assertThat(statusWithOrigin("::not a uri")).isEqualTo(403);
    }

    @ParameterizedTest
    @DisplayName("15. 96. foreign hosts and origins are refused on every route, with a token too")
    @ValueSource(
            strings = {
                "POST /api/v1/servers/s/mcp",
                "GET /api/v1/servers/s/mcp",
                "DELETE /api/v1/servers/s/mcp",
                "GET /api/v1/servers/s/sse",
                "POST /api/v1/servers/s/messages?sessionId=x",
                "POST /api/v1/projects/p/servers/s/mcp",
                "GET /api/v1/servers?watch=true",
                "GET /api/v1/changes",
                "POST /api/v1/apply",
                "OPTIONS /api/v1/servers",
                "GET /nothing"
            })
    void whatAPageOfElsewhereSendsIsRefused(String route) throws IOException {
        String own = "localhost:" + daemon.uri("/").getPort();

        assertRefused(answer(route, "evil.example", ""));
        assertRefused(answer(route, "localhost.evil.example", ""));
        assertRefused(answer(route, own, "Origin: http://evil.example\r\n"));
        assertRefused(answer(route, own, "Origin: null\r\n"));
    }

    private static void assertRefused(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 403 ");
        assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("access-control");
    }

    private static int statusWithOrigin(String origin) {
        return daemon.send(
                        HttpRequest.newBuilder(daemon.uri("/api/v1/servers"))
                                .header("Authorization", "Bearer " + daemon.token())
                                .header("Origin", origin))
                .status();
    }

    private static TestDaemon.Answer get(String token) {
        return daemon.send(
                HttpRequest.newBuilder(daemon.uri("/api/v1/servers"))
                        .header("Authorization", "Bearer " + token));
    }

    private static String statusWithHost(String host) throws IOException {
        return answer("GET /api/v1/servers", host, "").split(" ", 3)[1];
    }

    /** On a raw socket: HTTP clients do not let one set these headers. */
    private static String answer(String route, String host, String header) throws IOException {
        URI uri = daemon.uri("/");
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            OutputStream out = socket.getOutputStream();
            String head =
                    route
                            + " HTTP/1.1\r\nHost: "
                            + host
                            + "\r\nAuthorization: Bearer "
                            + daemon.token()
                            + "\r\nConnection: close\r\n"
                            + header
                            + "\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
