package dev.mcpctl.daemon.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;

import dev.mcpctl.mcp.message.Json;

import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Signs tokens, and publishes the keys to check them with. */
final class TestIssuer implements AutoCloseable {
    final AtomicInteger keysAsked = new AtomicInteger();
    private final RSAKey rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    private final ECKey ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    private final ECKey longer = new ECKeyGenerator(Curve.P_384).keyID("longer").generate();
    private final ECKey longest = new ECKeyGenerator(Curve.P_521).keyID("longest").generate();
    private final RSAKey stranger = new RSAKeyGenerator(2048).keyID("rsa").generate();
    private final LocalHttp http;

    TestIssuer() throws IOException, JOSEException {
        http = new LocalHttp(this::answer);
    }

    String name() {
        return http.at("").toString();
    }

    private LocalHttp.Answer answer(LocalHttp.Asked asked) {
        return switch (asked.path()) {
            case "/.well-known/oauth-authorization-server" ->
                    LocalHttp.Answer.json(
                            200,
                            Json.object("issuer", Json.of(name()))
                                    .with("jwks_uri", Json.of(http.at("/keys").toString()))
                                    .toString());
            case "/keys" -> {
                keysAsked.incrementAndGet();
                yield LocalHttp.Answer.json(
                        200,
                        new JWKSet(List.of(rsa, ec, longer, longest)).toPublicJWKSet().toString());
            }
            default -> LocalHttp.Answer.empty(404);
        };
    }

    /** What an ordinary token says. */
    JWTClaimsSet.Builder claims(String audience) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(name())
                .subject("ada")
                .audience(audience)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
    }

    String ofRsa(JWTClaimsSet claims) throws JOSEException {
        return signed(JWSAlgorithm.RS256, "rsa", claims, new RSASSASigner(rsa));
    }

    String ofEc(JWTClaimsSet claims) throws JOSEException {
        return signed(JWSAlgorithm.ES256, "ec", claims, new ECDSASigner(ec));
    }

    /** By an algorithm that there are keys for. */
    String by(JWSAlgorithm algorithm, JWTClaimsSet claims) throws JOSEException {
        return switch (algorithm.getName()) {
            case "ES256" -> ofEc(claims);
            case "ES384" -> signed(algorithm, "longer", claims, new ECDSASigner(longer));
            case "ES512" -> signed(algorithm, "longest", claims, new ECDSASigner(longest));
            default -> signed(algorithm, "rsa", claims, new RSASSASigner(rsa));
        };
    }

    /** With what everybody may know of the key as the secret. */
    String byPublicKey(JWTClaimsSet claims) throws JOSEException {
        return signed(
                JWSAlgorithm.HS256,
                "rsa",
                claims,
                new MACSigner(rsa.toRSAPublicKey().getEncoded()));
    }

    /** By somebody else who calls their key the same. */
    String forged(JWTClaimsSet claims) throws JOSEException {
        return signed(JWSAlgorithm.RS256, "rsa", claims, new RSASSASigner(stranger));
    }

    static String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    private static String signed(
            JWSAlgorithm algorithm, String key, JWTClaimsSet claims, JWSSigner signer)
            throws JOSEException {
        SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key).build(), claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    @Override
    public void close() {
        http.close();
    }
}
