package dev.mcpctl.localproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.mcp.message.Json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The owner comes from elsewhere, with tokens of an authorization server. Numbers are those of the
 * checklist in the protocol brief.
 */
final class OwnerElsewhereIT {
    private static final String PUBLIC = "https://mcp.example.com";
    private static final String ENDPOINT = "/projects/p/mcp";
    private static final String METADATA = "/.well-known/oauth-protected-resource";
    private static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}";
    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}";

    @TempDir static Path directory;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static StandInDaemon daemon;
    private static TestIssuer issuer;
    private static Home home;
    private static ProxyRun proxy;

    @BeforeAll
    static void start() throws Exception {
        daemon = new StandInDaemon();
        daemon.project("p", "slash", "one");
        issuer = new TestIssuer();
        home = new Home(directory.resolve("home"));
        proxy = new ProxyRun(home, environment(Map.of("MCPLOCAL_PUBLIC_URL", PUBLIC)));
    }

    private static Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new LinkedHashMap<>(daemon.environment());
        environment.put("MCPLOCAL_OAUTH_ISSUER", issuer.name());
        environment.put("MCPLOCAL_OAUTH_SUBJECT", "ada");
        environment.put("MCPLOCAL_OAUTH_SCOPES", "mcp:tools");
        environment.putAll(more);
        return environment;
    }

    @AfterAll
    static void stop() {
        proxy.close();
        issuer.close();
        daemon.close();
        CLIENT.close();
    }

    private static HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream");
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String token, String body)
            throws Exception {
        return send(request(path, token).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** One request of a session. */
    private static HttpResponse<String> inSession(String session, String token) throws Exception {
        return send(
                request(ENDPOINT, token)
                        .header("Mcp-Session-Id", session)
                        .header("MCP-Protocol-Version", "2025-11-25")
                        .POST(HttpRequest.BodyPublishers.ofString(CALL)));
    }

    private static String challenge(HttpResponse<String> refused) {
        return refused.headers().firstValue("www-authenticate").orElse("");
    }

    private static String ada() throws Exception {
        return issuer.token("ada", PUBLIC + ENDPOINT, "mcp:tools");
    }

    private static String tokenOfMcplocal() throws Exception {
        return Files.readString(home.run().resolve("mcplocal.token")).strip();
    }

    private static String sessionOf(String token) throws Exception {
        HttpResponse<String> begun = post(ENDPOINT, token, INITIALIZE);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
        return begun.headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    @Test
    @DisplayName("84. a 401 says where the metadata are, and they name an authorization server")
    void whoMaySignInIsSaid() throws Exception {
        for (String face : List.of(ENDPOINT, "/projects/p/sse")) {
            HttpResponse<String> refused = post(face, "", INITIALIZE);

            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(challenge(refused))
                    .isEqualTo(
                            "Bearer resource_metadata=\""
                                    + PUBLIC
                                    + METADATA
                                    + face
                                    + "\", scope=\"mcp:tools\"");
            HttpResponse<String> said = send(request(METADATA + face, "").GET());
            assertThat(said.statusCode()).isEqualTo(200);
            Json metadata = Json.parse(said.body());
            assertThat(metadata.text("resource")).contains(PUBLIC + face);
            assertThat(metadata.get("authorization_servers").orElseThrow().elements())
                    .containsExactly(Json.of(issuer.name()));
            assertThat(metadata.get("scopes_supported").orElseThrow().elements())
                    .containsExactly(Json.of("mcp:tools"));
        }
        assertThat(send(request(METADATA, "").GET()).body()).contains("\"" + PUBLIC + "\"");
        assertThat(send(request(METADATA + "/status", "").GET()).statusCode()).isEqualTo(401);
    }

    @Test
    @DisplayName("87. the owner is let in, and mcpd sees the token of mcplocal alone")
    void theOwnerIsLetIn() throws Exception {
        String session = sessionOf(ada());

        assertThat(inSession(session, ada()).body()).contains("one/echo");
        assertThat(daemon.authorizations()).containsExactly("Bearer " + StandInDaemon.TOKEN);
    }

    @Test
    @DisplayName("85. a token for another audience, or of nobody we trust, is refused with 401")
    void aTokenForSomethingElseIsRefused() throws Exception {
        for (String token :
                List.of(
                        issuer.token("ada", "https://other.example.com", "mcp:tools"),
                        issuer.token("ada", PUBLIC + "/projects/q/mcp", "mcp:tools"),
                        issuer.token("ada", daemon.url(), "mcp:tools"),
                        StandInDaemon.TOKEN,
                        "ey.ey.ey")) {
            HttpResponse<String> refused = post(ENDPOINT, token, INITIALIZE);

            assertThat(refused.statusCode()).as(token).isEqualTo(401);
            assertThat(challenge(refused)).contains("resource_metadata=");
        }
    }

    @Test
    @DisplayName("86. a token that lacks a scope gets 403 with what is needed")
    void aTokenThatLacksAScopeIsToldWhich() throws Exception {
        HttpResponse<String> refused =
                post(ENDPOINT, issuer.token("ada", PUBLIC, "other"), INITIALIZE);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(challenge(refused))
                .isEqualTo(
                        "Bearer error=\"insufficient_scope\", scope=\"mcp:tools\","
                                + " resource_metadata=\""
                                + PUBLIC
                                + METADATA
                                + ENDPOINT
                                + "\"");
    }

    @Test
    void somebodyElseOfTheSameIssuerIsRefused() throws Exception {
        HttpResponse<String> refused =
                post(ENDPOINT, issuer.token("eve", PUBLIC + ENDPOINT, "mcp:tools"), INITIALIZE);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(challenge(refused)).isEmpty();
        assertThat(refused.body()).contains("is not that of whom the token names");
    }

    @Test
    void theUserOfAConnectionSaysNothingOfWhoIsBehindIt() throws Exception {
        assertThat(post(ENDPOINT, "", INITIALIZE).statusCode()).isEqualTo(401);
        assertThat(post("/projects/p/call", "", "{}").statusCode()).isEqualTo(401);
        assertThat(send(request("/status", "").GET()).statusCode()).isEqualTo(401);
        assertThat(send(request("/status", tokenOfMcplocal()).GET()).statusCode()).isEqualTo(200);
    }

    @Test
    void suchATokenIsForMcpOnly() throws Exception {
        String token = issuer.token("ada", PUBLIC, "mcp:tools");
        for (String other : List.of("/status", "/inspect", "/projects/p/call")) {
            HttpResponse<String> refused = send(request(other, token).GET());

            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("is for MCP");
        }
    }

    @Test
    @DisplayName("94. a session is good for who began it, with the token in every request")
    void aSessionIsItsBeginnersAlone() throws Exception {
        String remote = sessionOf(ada());
        String local = sessionOf(tokenOfMcplocal());

        assertThat(inSession(remote, ada()).statusCode()).isEqualTo(200);
        assertThat(inSession(local, tokenOfMcplocal()).statusCode()).isEqualTo(200);
        assertThat(inSession(remote, tokenOfMcplocal()).statusCode()).isEqualTo(404);
        assertThat(inSession(local, ada()).statusCode()).isEqualTo(404);
        assertThat(inSession(remote, "").statusCode()).isEqualTo(401);
        for (String method : List.of("GET", "DELETE")) {
            HttpRequest.Builder bare =
                    request(ENDPOINT, "")
                            .header("Mcp-Session-Id", remote)
                            .method(method, HttpRequest.BodyPublishers.noBody());
            assertThat(send(bare).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void aStreamEndsWithTheToken() throws Exception {
        String brief = issuer.token("ada", PUBLIC + "/projects/p/sse", "mcp:tools", 2);
        HttpResponse<InputStream> stream =
                CLIENT.send(
                        request("/projects/p/sse", brief).GET().build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);

        CompletableFuture<Integer> read =
                CompletableFuture.supplyAsync(() -> {
                    try (InputStream body = stream.body()) {
                        return body.readAllBytes().length;
                    } catch (IOException brokenOff) {
                        return -1;
                    }
                });

        assertThat(read).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    @DisplayName("96. the public name is a known host, and its pages are ours")
    void thePublicNameIsKnown() throws Exception {
        assertThat(raw("mcp.example.com", PUBLIC)).contains(" 401 ");
        assertThat(raw("localhost", PUBLIC)).contains(" 401 ");
        assertThat(raw("localhost", "https://evil.example.com")).contains(" 403 ");
        assertThat(raw("evil.example.com", PUBLIC)).contains(" 403 ");
    }

    /** The status line of the answer to a request with these headers. */
    private static String raw(String host, String origin) throws Exception {
        String head = "POST " + ENDPOINT + " HTTP/1.1\r\nContent-Length: 0\r\nConnection: close";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            String request = head + "\r\nHost: " + host + "\r\nOrigin: " + origin + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aSettingThatMakesNoSenseIsNamed() {
        assertRefused(Map.of("MCPLOCAL_OAUTH_SUBJECT", ""), "MCPLOCAL_OAUTH_SUBJECT is needed");
        assertRefused(Map.of("MCPLOCAL_OAUTH_ISSUER", ""), "MCPLOCAL_OAUTH_SCOPES: means nothing");
        assertRefused(
                Map.of("MCPLOCAL_OAUTH_ISSUER", "", "MCPLOCAL_OAUTH_SCOPES", ""),
                "MCPLOCAL_OAUTH_SUBJECT: means nothing");
        assertRefused(
                Map.of("MCPLOCAL_OAUTH_ISSUER", "http://issuer.example.com"),
                "MCPLOCAL_OAUTH_ISSUER: expected https://HOST");
        assertRefused(
                Map.of("MCPLOCAL_PUBLIC_URL", "mcp.example.com"),
                "MCPLOCAL_PUBLIC_URL: expected https://HOST");
        assertRefused(Map.of("MCPLOCAL_HOST", "0.0.0.0"), "MCPLOCAL_PUBLIC_URL is needed too");
    }

    private static void assertRefused(Map<String, String> settings, String why) {
        Home other = new Home(directory.resolve("refused"));
        assertThatThrownBy(() -> new ProxyRun(other, environment(settings)).close())
                .isInstanceOf(Problem.class)
                .hasMessageContaining(why);
    }
}
