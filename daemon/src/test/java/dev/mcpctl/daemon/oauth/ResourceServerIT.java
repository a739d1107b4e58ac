package dev.mcpctl.daemon.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.daemon.TestPostgres;
import dev.mcpctl.daemon.access.BearerTokens;
import dev.mcpctl.daemon.http.ApiServer;
import dev.mcpctl.daemon.http.ProtectedRoutes;
import dev.mcpctl.daemon.http.Reply;
import dev.mcpctl.daemon.http.Route;
import dev.mcpctl.db.Database;
import dev.mcpctl.db.DatabaseLocation;
import dev.mcpctl.db.DatabaseSettings;
import dev.mcpctl.mcp.issuer.IssuerTokens;
import dev.mcpctl.mcp.issuer.ResourceServer;
import dev.mcpctl.mcp.issuer.TrustedIssuer;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * MCP endpoints for clients with tokens of an authorization server. Numbers are those of the
 * checklist in the protocol brief.
 */
class ResourceServerIT {
    private static final String ENDPOINT = "/api/v1/servers/toys/mcp";

    @TempDir static Path directory;
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static Database database;
    private static TestIssuer issuer;
    private static String ours;
    private static ApiServer api;
    private static ApiServer picky;

    @BeforeAll
    static void open() throws Exception {
        database =
                Database.open(
                        new DatabaseSettings(
                                new DatabaseLocation.External(TestPostgres.freshDatabase()),
                                directory.resolve("master.key")));
        ours = database.tokens().issue("user:ada");
        issuer = new TestIssuer();
        api = listen(Optional.empty(), List.of());
        picky = listen(Optional.of("the-team"), List.of("mcp:tools", "mcp:list"));
    }

    /** MCP is a route that says who asks; the rest of mcpd is one that needs a token of ours. */
    private static ApiServer listen(Optional<String> audience, List<String> scopes)
            throws IOException {
        AtomicReference<Optional<URI>> base = new AtomicReference<>(Optional.empty());
        ResourceServer outside =
                new ResourceServer(
                        new IssuerTokens(
                                new TrustedIssuer(URI.create(issuer.name()), audience, scopes),
                                Clock.systemUTC()),
                        base::get);
        List<Route> routes = new ArrayList<>();
        routes.add(
                Route.raw(
                        "POST",
                        "/api/v1/servers/{name}/mcp",
                        (request, principal, _) -> request.response().end(principal.name())));
        routes.add(
                Route.raw(
                        "GET",
                        "/api/v1/servers/{name}/mcp",
                        (request, _, _) -> {
                            var _ = request.response().setChunked(true).write("open");
                        }));
        routes.add(Route.of("GET", "/api/v1/version", _ -> Reply.text("1")));
        routes.addAll(ProtectedRoutes.of(outside, routes));
        ApiServer server =
                ApiServer.listen(
                        VERTX,
                        "127.0.0.1",
                        0,
                        routes,
                        new ApiServer.Access(
                                new BearerTokens(database.tokens()),
                                outside,
                                Optional.of(URI.create("https://mcp.example.com/"))),
                        Duration.ofSeconds(5));
        base.set(Optional.of(URI.create(base(server))));
        return server;
    }

    @AfterAll
    static void close() {
        api.close();
        picky.close();
        issuer.close();
        database.close();
        CLIENT.close();
        VERTX.close().await();
    }

    private static String base(ApiServer server) {
        return "http://127.0.0.1:" + server.port();
    }

    private static HttpResponse<String> mcp(ApiServer server, String token) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base(server) + ENDPOINT))
                        .POST(HttpRequest.BodyPublishers.ofString("{}"));
        return send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(
                request.timeout(Duration.ofSeconds(30)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String challenge(HttpResponse<String> refused) {
        return refused.headers().firstValue("www-authenticate").orElse("");
    }

    @Test
    @DisplayName("84. the metadata name an authorization server, and a 401 says where they are")
    void whoMaySignInIsSaid() throws Exception {
        HttpResponse<String> refused = mcp(api, "");

        assertThat(refused.statusCode()).isEqualTo(401);
        String where = base(api) + "/.well-known/oauth-protected-resource" + ENDPOINT;
        assertThat(challenge(refused)).isEqualTo("Bearer resource_metadata=\"" + where + "\"");
        HttpResponse<String> said = send(HttpRequest.newBuilder(URI.create(where)).GET());
        assertThat(said.statusCode()).isEqualTo(200);
        JsonNode metadata = JsonCodec.read(said.body());
        assertThat(metadata.path("resource").asText()).isEqualTo(base(api) + ENDPOINT);
        assertThat(metadata.path("authorization_servers").get(0).asText()).isEqualTo(issuer.name());
        assertThat(metadata.path("bearer_methods_supported").get(0).asText()).isEqualTo("header");
    }

    @Test
    void aTokenForTheEndpointOrForAllOfUsIsLetIn() throws Exception {
        JWTClaimsSet forEndpoint = issuer.claims(base(api) + ENDPOINT).build();
        JWTClaimsSet forAll = issuer.claims(base(api)).subject("grace").build();

        assertThat(mcp(api, issuer.ofRsa(forEndpoint)).body()).isEqualTo("oidc:ada");
        assertThat(mcp(api, issuer.ofEc(forAll)).body()).isEqualTo("oidc:grace");
        assertThat(mcp(api, ours).body()).isEqualTo("user:ada");
    }

    @Test
    void everyAlgorithmThatIsPromisedIsTaken() throws Exception {
        for (String name :
                List.of(
                        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
                        "ES512")) {
            String token = issuer.by(JWSAlgorithm.parse(name), issuer.claims(base(api)).build());

            assertThat(mcp(api, token).statusCode()).as(name).isEqualTo(200);
        }
    }

    @Test
    void keysAreAskedForOnceAndATokenIsCheckedOnce() throws Exception {
        String token = issuer.ofRsa(issuer.claims(base(api)).build());
        assertThat(mcp(api, token).statusCode()).isEqualTo(200);
        int asked = issuer.keysAsked.get();

        for (int i = 0; i < 5; i++) {
            assertThat(mcp(api, token).statusCode()).isEqualTo(200);
            String another = issuer.ofEc(issuer.claims(base(api)).subject("s" + i).build());
            assertThat(mcp(api, another).body()).isEqualTo("oidc:s" + i);
        }

        assertThat(issuer.keysAsked).hasValue(asked);
    }

    @Test
    @DisplayName("85. a token for another audience is refused with 401")
    void aTokenForAnotherAudienceIsRefused() throws Exception {
        for (String audience :
                List.of("https://other.example.com", base(api) + "/api/v1/servers/other/mcp")) {
            HttpResponse<String> refused = mcp(api, issuer.ofRsa(issuer.claims(audience).build()));

            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(challenge(refused)).contains("resource_metadata=");
        }
        assertThat(mcp(picky, issuer.ofRsa(issuer.claims(base(picky)).build())).statusCode())
                .isEqualTo(401);
    }

    @Test
    @DisplayName("85. nor is one that is over, too early, forged, unsigned or somebody else's")
    void aTokenThatIsNoGoodIsRefused() throws Exception {
        Date past = Date.from(Instant.now().minusSeconds(120));
        Date future = Date.from(Instant.now().plusSeconds(120));
        JWTClaimsSet.Builder good = issuer.claims(base(api));
        List<String> tokens =
                List.of(
                        issuer.ofRsa(issuer.claims(base(api)).expirationTime(past).build()),
                        issuer.ofRsa(issuer.claims(base(api)).expirationTime(null).build()),
                        issuer.ofRsa(issuer.claims(base(api)).notBeforeTime(future).build()),
                        issuer.ofRsa(issuer.claims(base(api)).issuer("https://a").build()),
                        issuer.ofRsa(issuer.claims(base(api)).subject(null).build()),
                        issuer.forged(good.build()),
                        issuer.byPublicKey(good.build()),
                        TestIssuer.unsigned(good.build()),
                        "ey.ey.ey");

        for (String token : tokens) {
            assertThat(mcp(api, token).statusCode()).as(token).isEqualTo(401);
        }
    }

    @Test
    @DisplayName("86. a token that lacks a scope gets 403 with all that the operation needs")
    void aTokenThatLacksAScopeIsToldWhich() throws Exception {
        String token = issuer.ofRsa(issuer.claims("the-team").claim("scope", "mcp:list").build());

        HttpResponse<String> refused = mcp(picky, token);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(challenge(refused))
                .isEqualTo(
                        "Bearer error=\"insufficient_scope\", scope=\"mcp:tools mcp:list\","
                                + " resource_metadata=\""
                                + base(picky)
                                + "/.well-known/oauth-protected-resource"
                                + ENDPOINT
                                + "\"");
        String enough =
                issuer.ofRsa(
                        issuer.claims("the-team").claim("scope", "mcp:list mcp:tools x").build());
        assertThat(mcp(picky, enough).body()).isEqualTo("oidc:ada");
    }

    @Test
    void aStreamEndsWithTheToken() throws Exception {
        Date soon = Date.from(Instant.now().plusSeconds(2));
        String brief = issuer.ofRsa(issuer.claims(base(api)).expirationTime(soon).build());

        CompletableFuture<HttpResponse<String>> read =
                CLIENT.sendAsync(
                        HttpRequest.newBuilder(URI.create(base(api) + ENDPOINT))
                                .header("Authorization", "Bearer " + brief)
                                .GET()
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(read.handle((_, brokenOff) -> brokenOff))
                .succeedsWithin(Duration.ofSeconds(20))
                .isNotNull();
    }

    @Test
    void thePublicNameIsAKnownOne() throws Exception {
        String ping = "POST " + ENDPOINT + " HTTP/1.1\r\nContent-Length: 0\r\nConnection: close";

        assertThat(raw(ping, "mcp.example.com", "https://mcp.example.com")).contains(" 401 ");
        assertThat(raw(ping, "localhost", "https://mcp.example.com")).contains(" 401 ");
        assertThat(raw(ping, "localhost", "https://evil.example.com")).contains(" 403 ");
        assertThat(raw(ping, "evil.example.com", "https://mcp.example.com")).contains(" 403 ");
    }

    /** The status line of an answer to a request with these headers. */
    private static String raw(String request, String host, String origin) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            String head = request + "\r\nHost: " + host + "\r\nOrigin: " + origin + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    @Test
    void suchATokenIsForMcpOnly() throws Exception {
        String token = issuer.ofRsa(issuer.claims(base(api)).build());

        HttpResponse<String> refused =
                send(
                        HttpRequest.newBuilder(URI.create(base(api) + "/api/v1/version"))
                                .header("Authorization", "Bearer " + token)
                                .GET());

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("is for MCP");
    }
}
