package dev.mcpctl.mcp.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens of an authorization server that this program trusts: signed, for this program, not over.
 * What was verified once is remembered until it is over, so that only the first request with a
 * token waits; the keys are fetched when first needed and kept by the library that checks
 * signatures. https://www.rfc-editor.org/rfc/rfc9068
 */
public final class IssuerTokens {
    private static final Logger log = LoggerFactory.getLogger(IssuerTokens.class);
    private static final int MAX_REMEMBERED = 10_000;
    private static final int MAX_SKEW_SECONDS = 30;
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int MAX_DOCUMENT_BYTES = 256 * 1024;
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512);

    private final TrustedIssuer trusted;
    private final Clock clock;
    private final Map<String, Verified> remembered = new ConcurrentHashMap<>(); // by hash
    private @Nullable DefaultJWTProcessor<SecurityContext> processor; // guarded by this

    /** What a token is good for. */
    private record Verified(
            String subject, List<String> audience, Set<String> scopes, Instant expiry) {}

    /** What comes of a token at one endpoint. */
    public sealed interface Verdict {
        /** It may ask there, until then; whom the issuer calls so. */
        record Known(String subject, Instant expiry) implements Verdict {}

        /** It is good, and not for this. */
        record Lacking(List<String> scopes) implements Verdict {}

        /** It is nothing here; why is for the log. */
        record Unknown() implements Verdict {}
    }

    public IssuerTokens(TrustedIssuer trusted, Clock clock) {
        this.trusted = trusted;
        this.clock = clock;
    }

    public TrustedIssuer trusted() {
        return trusted;
    }

    /** Whether a text may be such a token at all. */
    public static boolean isCandidate(String token) {
        return token.startsWith("ey") && token.chars().filter(c -> c == '.').count() == 2;
    }

    /**
     * What is remembered of a token. Never blocks.
     *
     * @param resources the names of what it is used for, each of which it may be made out to
     */
    public Optional<Verdict> recall(String token, Set<String> resources) {
        Verified known = remembered.get(hash(token));
        if (known == null || !clock.instant().isBefore(known.expiry())) {
            return Optional.empty();
        }
        return Optional.of(verdict(known, resources));
    }

    /** As {@link #recall}, of a token that was not seen before. Blocks. */
    public Verdict verify(String token, Set<String> resources) {
        try {
            JWTClaimsSet claims = processor().process(token, null);
            Verified verified = verified(claims);
            if (remembered.size() >= MAX_REMEMBERED) {
                remembered.clear();
            }
            remembered.put(hash(token), verified);
            return verdict(verified, resources);
        } catch (BadJOSEException | ParseException refused) {
            log.info("a token of {} is refused: {}", trusted.issuer(), refused.getMessage());
            return new Verdict.Unknown();
        } catch (JOSEException | IOException unavailable) {
            throw new Problem(
                    ProblemType.UNAVAILABLE,
                    "tokens of " + trusted.issuer() + " cannot be checked now",
                    unavailable);
        }
    }

    private Verdict verdict(Verified verified, Set<String> resources) {
        boolean isForUs =
                trusted.audience()
                        .map(verified.audience()::contains)
                        .orElseGet(
                                () -> verified.audience().stream().anyMatch(resources::contains));
        if (!isForUs) {
            return new Verdict.Unknown();
        }
        return trusted.isAllowed(verified.scopes())
                ? new Verdict.Known(verified.subject(), verified.expiry())
                : new Verdict.Lacking(trusted.scopes());
    }

    private static Verified verified(JWTClaimsSet claims) throws ParseException {
        Set<String> scopes = new HashSet<>();
        Object scope = claims.getClaim("scope");
        if (scope instanceof String text) {
            scopes.addAll(Arrays.asList(text.split(" ", -1)));
        }
        List<String> others =
                claims.getClaim("scp") == null ? null : claims.getStringListClaim("scp");
        if (others != null) {
            scopes.addAll(others);
        }
        return new Verified(
                claims.getSubject(),
                List.copyOf(claims.getAudience()),
                Set.copyOf(scopes),
                claims.getExpirationTime().toInstant());
    }

    private synchronized DefaultJWTProcessor<SecurityContext> processor() throws IOException {
        DefaultJWTProcessor<SecurityContext> known = processor;
        if (known != null) {
            return known;
        }
        DefaultResourceRetriever retriever =
                new DefaultResourceRetriever(PATIENCE_MILLIS, PATIENCE_MILLIS, MAX_DOCUMENT_BYTES);
        JWKSource<SecurityContext> keys =
                JWKSourceBuilder.create(keysAddress(retriever).toURL(), retriever).build();
        DefaultJWTProcessor<SecurityContext> made = new DefaultJWTProcessor<>();
        made.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(
                        JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        made.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        DefaultJWTClaimsVerifier<SecurityContext> claims =
                new DefaultJWTClaimsVerifier<>(
                        new JWTClaimsSet.Builder().issuer(trusted.issuer().toString()).build(),
                        Set.of("sub", "exp", "aud"));
        claims.setMaxClockSkew(MAX_SKEW_SECONDS);
        made.setJWTClaimsSetVerifier(claims);
        processor = made;
        return made;
    }

    /** Where the issuer's keys are, by its metadata. */
    private URI keysAddress(DefaultResourceRetriever retriever) throws IOException {
        URI issuer = trusted.issuer();
        String origin = issuer.getScheme() + "://" + issuer.getRawAuthority();
        String path = issuer.getRawPath().replaceFirst("/$", "");
        IOException last = new IOException("no metadata");
        for (String place :
                List.of(
                        "/.well-known/oauth-authorization-server" + path,
                        "/.well-known/openid-configuration" + path,
                        path + "/.well-known/openid-configuration")) {
            try {
                String text =
                        retriever.retrieveResource(URI.create(origin + place).toURL()).getContent();
                Json metadata = Json.parse(text);
                String keys = metadata.text("jwks_uri").orElse("");
                if (metadata.text("issuer").orElse("").equals(issuer.toString())
                        && !keys.isEmpty()) {
                    return URI.create(keys);
                }
            } catch (IOException elsewhere) {
                last = elsewhere;
            } catch (McpException | IllegalArgumentException notJson) {
                last = new IOException(notJson);
            }
        }
        throw last;
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
