package dev.mcpctl.localproxy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;

/** An authorization server as far as those see it who check its tokens. */
final class TestIssuer implements AutoCloseable {
    private final RSAKey key = new RSAKeyGenerator(2048).keyID("k").generate();
    private final HttpServer http;

    TestIssuer() throws IOException, JOSEException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        http.createContext(
                "/.well-known/oauth-authorization-server",
                exchange ->
                        answer(
                                exchange,
                                "{\"issuer\":\""
                                        + name()
                                        + "\",\"jwks_uri\":\""
                                        + name()
                                        + "/keys\"}"));
        http.createContext(
                "/keys", exchange -> answer(exchange, new JWKSet(key).toPublicJWKSet().toString()));
        http.start();
    }

    String name() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** A good token of somebody for something, with these scopes. */
    String token(String subject, String audience, String scope) throws JOSEException {
        return token(subject, audience, scope, 300);
    }

    String token(String subject, String audience, String scope, int seconds) throws JOSEException {
        Instant now = Instant.now();
        var jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k").build(),
                        new JWTClaimsSet.Builder()
                                .issuer(name())
                                .subject(subject)
                                .audience(audience)
                                .claim("scope", scope)
                                .issueTime(Date.from(now))
                                .expirationTime(Date.from(now.plusSeconds(seconds)))
                                .build());
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
