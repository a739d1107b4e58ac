package dev.mcpctl.mcp.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How a client proves who it is without showing what it proves it by: a statement that is good
 * once, for a minute, at one authorization server. https://www.rfc-editor.org/rfc/rfc7523
 */
final class ClientAssertion {
    /** What this way is called where methods are listed. */
    static final String METHOD = "private_key_jwt";

    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final Duration LIFETIME = Duration.ofMinutes(1);

    private ClientAssertion() {}

    /**
     * Adds it to a form.
     *
     * @param key PEM of PKCS #8
     * @param issuer whom it is for
     * @throws OAuthException when the key is none
     */
    static void writeTo(
            Map<String, String> form, String clientId, String key, String issuer, Clock clock) {
        Instant now = clock.instant();
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .issuer(clientId)
                        .subject(clientId)
                        .audience(issuer)
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFETIME)))
                        .build();
        try {
            PrivateKey read = read(key);
            JWSSigner signer =
                    read instanceof ECPrivateKey curve
                            ? new ECDSASigner(curve)
                            : new RSASSASigner(read);
            JWSAlgorithm algorithm =
                    signer instanceof ECDSASigner
                            ? signer.supportedJWSAlgorithms().iterator().next()
                            : JWSAlgorithm.RS256;
            SignedJWT signed = new SignedJWT(new JWSHeader(algorithm), claims);
            signed.sign(signer);
            form.put("client_assertion_type", TYPE);
            form.put("client_assertion", signed.serialize());
        } catch (GeneralSecurityException | JOSEException | IllegalArgumentException unusable) {
            throw new OAuthException(
                    "the clientKey of \""
                            + clientId
                            + "\" cannot be used: expected PEM of PKCS #8 with an RSA key or one on"
                            + " the curve P-256, P-384 or P-521",
                    unusable);
        }
    }

    private static PrivateKey read(String pem) throws GeneralSecurityException {
        byte[] bytes =
                Base64.getMimeDecoder()
                        .decode(pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", ""));
        GeneralSecurityException last = new GeneralSecurityException("no key");
        for (String kind : List.of("EC", "RSA")) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            } catch (GeneralSecurityException another) {
                last = another;
            }
        }
        throw last;
    }
}
