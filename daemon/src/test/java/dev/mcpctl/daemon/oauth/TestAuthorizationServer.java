package dev.mcpctl.daemon.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import dev.mcpctl.mcp.message.Json;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A real authorization server, small: registration, a page that agrees at once, PKCE, tokens made
 * out to a resource, refresh tokens that change with each use and all die when an old one is used
 * again. What it says of itself and how it misbehaves can be set.
 */
final class TestAuthorizationServer implements AutoCloseable {
    final List<Map<String, String>> authorizations = new CopyOnWriteArrayList<>();
    final List<Map<String, String>> tokenRequests = new CopyOnWriteArrayList<>();
    final List<Json> registrations = new CopyOnWriteArrayList<>();

    /** The secret of a client that was registered by hand: {@code by-hand}. */
    final String secretByHand = "hush-" + UUID.randomUUID();

    /** By which that client may prove who it is, too. */
    volatile @Nullable PublicKey keyByHand;

    volatile boolean registers = true;
    volatile boolean knowsPkce = true;
    volatile boolean takesDocuments;
    volatile boolean advertisesIssuer;

    /** What comes back as {@code iss}; empty: nothing. */
    volatile String saysIssuer = "";

    /** Empty: its own. */
    volatile String claimsIssuer = "";

    /** A scope that is never granted, whoever asks. */
    volatile String withheldScope = "";

    volatile int lifetimeSeconds = 3_600;
    volatile String user = "ada";
    private final LocalHttp http;
    private final String path;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final Map<String, Token> tokens = new ConcurrentHashMap<>(); // by access token
    private final Map<String, Token> refreshing = new ConcurrentHashMap<>(); // by refresh token
    private final Set<String> spent = ConcurrentHashMap.newKeySet(); // refresh tokens

    /** What a token is good for. */
    record Token(String family, String user, String resource, Set<String> scopes) {}

    TestAuthorizationServer() throws IOException {
        this("");
    }

    /**
     * @param path of its name, such as {@code /tenant}
     */
    TestAuthorizationServer(String path) throws IOException {
        this.path = path;
        this.http = new LocalHttp(this::answer);
    }

    String issuer() {
        return "http://127.0.0.1:" + http.port() + path;
    }

    /** What a token is good for; for nothing when it is none of ours. */
    Token token(String bearer) {
        return tokens.getOrDefault(bearer, new Token("", "", "", Set.of()));
    }

    /** No access token is good any more; they can be renewed. */
    void expire() {
        tokens.clear();
    }

    /** Nothing is good any more. */
    void revoke() {
        tokens.clear();
        refreshing.clear();
    }

    private LocalHttp.Answer answer(LocalHttp.Asked asked) {
        String at = asked.path();
        if (at.equals("/.well-known/oauth-authorization-server" + path)) {
            return LocalHttp.Answer.json(200, metadata().toString());
        }
        if (at.equals(path + "/register")) {
            return registered(asked);
        }
        if (at.equals(path + "/authorize")) {
            return authorized(asked.query());
        }
        if (at.equals(path + "/token")) {
            return exchanged(asked);
        }
        return LocalHttp.Answer.empty(404);
    }

    private Json metadata() {
        Json metadata =
                Json.object("issuer", Json.of(claimsIssuer.isEmpty() ? issuer() : claimsIssuer))
                        .with("authorization_endpoint", Json.of(issuer() + "/authorize"))
                        .with("token_endpoint", Json.of(issuer() + "/token"))
                        .with(
                                "authorization_response_iss_parameter_supported",
                                Json.of(advertisesIssuer))
                        .with("client_id_metadata_document_supported", Json.of(takesDocuments));
        if (registers) {
            metadata = metadata.with("registration_endpoint", Json.of(issuer() + "/register"));
        }
        if (knowsPkce) {
            metadata =
                    metadata.with(
                            "code_challenge_methods_supported",
                            Json.array(List.of(Json.of("S256"))));
        }
        return metadata;
    }

    private LocalHttp.Answer registered(LocalHttp.Asked asked) {
        Json request = Json.parse(asked.body());
        registrations.add(request);
        return LocalHttp.Answer.json(
                201, request.with("client_id", Json.of("client-" + UUID.randomUUID())).toString());
    }

    private LocalHttp.Answer authorized(Map<String, String> query) {
        authorizations.add(query);
        String code = UUID.randomUUID().toString();
        codes.put(code, query);
        String iss =
                saysIssuer.isEmpty()
                        ? ""
                        : "&iss=" + URLEncoder.encode(saysIssuer, StandardCharsets.UTF_8);
        return LocalHttp.Answer.redirect(
                query.get("redirect_uri") + "?code=" + code + "&state=" + query.get("state") + iss);
    }

    private LocalHttp.Answer exchanged(LocalHttp.Asked asked) {
        Map<String, String> form = asked.form();
        tokenRequests.add(form);
        return switch (form.getOrDefault("grant_type", "")) {
            case "authorization_code" -> ofCode(form);
            case "refresh_token" -> refreshed(form);
            case "client_credentials" -> ofClient(asked, form);
            default -> refused("unsupported_grant_type");
        };
    }

    private LocalHttp.Answer ofCode(Map<String, String> form) {
        Map<String, String> asked = codes.remove(form.getOrDefault("code", ""));
        boolean isRight =
                asked != null
                        && "S256".equals(asked.get("code_challenge_method"))
                        && challenge(form.getOrDefault("code_verifier", ""))
                                .equals(asked.get("code_challenge"))
                        && Objects.equals(asked.get("redirect_uri"), form.get("redirect_uri"))
                        && Objects.equals(asked.get("client_id"), form.get("client_id"))
                        && Objects.equals(asked.get("resource"), form.get("resource"));
        if (asked == null || !isRight) {
            return refused("invalid_grant");
        }
        Set<String> scopes = new HashSet<>(List.of(asked.getOrDefault("scope", "").split(" ", -1)));
        scopes.remove(withheldScope);
        return issued(
                new Token(
                        UUID.randomUUID().toString(),
                        user,
                        asked.getOrDefault("resource", ""),
                        scopes));
    }

    private LocalHttp.Answer refreshed(Map<String, String> form) {
        String old = form.getOrDefault("refresh_token", "");
        Token token = refreshing.remove(old);
        if (token == null) {
            if (spent.contains(old)) {
                revoke(); // somebody has stolen one of them
            }
            return refused("invalid_grant");
        }
        spent.add(old);
        return issued(token);
    }

    private LocalHttp.Answer ofClient(LocalHttp.Asked asked, Map<String, String> form) {
        String right =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        ("by-hand:" + secretByHand)
                                                .getBytes(StandardCharsets.UTF_8));
        if (!asked.header("Authorization").equals(right) && !isSigned(form)) {
            return refused("invalid_client");
        }
        return issued(new Token("", "by-hand", form.getOrDefault("resource", ""), Set.of()));
    }

    /** Whether it is a statement for us, by the key of {@code by-hand}, that is not over. */
    private boolean isSigned(Map<String, String> form) {
        PublicKey key = keyByHand;
        if (key == null) {
            return false;
        }
        try {
            SignedJWT signed = SignedJWT.parse(form.getOrDefault("client_assertion", ""));
            JWTClaimsSet claims = signed.getJWTClaimsSet();
            return form.getOrDefault("client_assertion_type", "")
                            .equals("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                    && signed.verify(
                            new DefaultJWSVerifierFactory()
                                    .createJWSVerifier(signed.getHeader(), key))
                    && "by-hand".equals(claims.getIssuer())
                    && "by-hand".equals(claims.getSubject())
                    && List.of(issuer()).equals(claims.getAudience())
                    && claims.getJWTID() != null
                    && claims.getExpirationTime().toInstant().isAfter(Instant.now());
        } catch (ParseException | JOSEException unreadable) {
            return false;
        }
    }

    private LocalHttp.Answer issued(Token token) {
        String access = "access-" + UUID.randomUUID();
        String refresh = "refresh-" + UUID.randomUUID();
        tokens.put(access, token);
        refreshing.put(refresh, token);
        return LocalHttp.Answer.json(
                200,
                Json.object("access_token", Json.of(access))
                        .with("token_type", Json.of("Bearer"))
                        .with("expires_in", Json.of(lifetimeSeconds))
                        .with("refresh_token", Json.of(refresh))
                        .toString());
    }

    private static LocalHttp.Answer refused(String error) {
        return LocalHttp.Answer.json(400, Json.object("error", Json.of(error)).toString());
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** How often tokens were had for that. */
    long grants(String type) {
        return tokenRequests.stream().filter(form -> type.equals(form.get("grant_type"))).count();
    }

    List<String> scopesAsked() {
        List<String> asked = new ArrayList<>();
        authorizations.forEach(query -> asked.add(query.getOrDefault("scope", "")));
        return asked;
    }

    @Override
    public void close() {
        http.close();
    }
}
