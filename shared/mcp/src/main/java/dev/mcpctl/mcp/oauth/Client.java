package dev.mcpctl.mcp.oauth;

import dev.mcpctl.mcp.message.Json;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What we are to one authorization server.
 *
 * @param id as it knows us
 * @param secret empty for a client that has none; with {@code private_key_jwt} the key
 * @param method how we prove who we are: {@code client_secret_basic}, {@code client_secret_post},
 *     {@code private_key_jwt} or {@code none}; empty: what suits
 */
public record Client(String id, String secret, String method) {
    private static final String BASIC = "client_secret_basic";
    private static final String POST = "client_secret_post";

    /** One that was registered by hand. */
    public static Client of(String id, String secret) {
        return new Client(id, secret, "");
    }

    /**
     * One that was registered by hand, with the public half of a key.
     *
     * @param key PEM of PKCS #8
     */
    public static Client keyed(String id, String key) {
        return new Client(id, key, ClientAssertion.METHOD);
    }

    /** From the answer of a registration. https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1 */
    static Client registered(Json answer) {
        String id =
                answer.text("client_id")
                        .filter(given -> !given.isEmpty())
                        .orElseThrow(() ->
                                new OAuthException(
                                        "the authorization server registered us without a"
                                                + " client_id"));
        return new Client(
                id,
                answer.text("client_secret").orElse(""),
                answer.text("token_endpoint_auth_method").orElse(""));
    }

    /** From how it was kept by {@link #text}. */
    public static Client of(String kept) {
        return of(Json.parse(kept));
    }

    /** As it is kept. */
    public String text() {
        return json().toString();
    }

    static Client of(Json stored) {
        return new Client(
                stored.text("id").orElse(""),
                stored.text("secret").orElse(""),
                stored.text("method").orElse(""));
    }

    Json json() {
        return Json.object("id", Json.of(id))
                .with("secret", Json.of(secret))
                .with("method", Json.of(method));
    }

    /** Settled for an authorization server that takes these methods; none said means all. */
    Client provingBy(List<String> supported) {
        if (secret.isEmpty()) {
            return new Client(id, "", "none");
        }
        if (!method.isEmpty()) {
            return this;
        }
        boolean isPosted = !supported.isEmpty() && !supported.contains(BASIC);
        return new Client(id, secret, isPosted && supported.contains(POST) ? POST : BASIC);
    }

    /**
     * Adds to a form what goes there.
     *
     * @param issuer whose token endpoint takes it
     */
    void writeTo(Map<String, String> form, String issuer, Clock clock) {
        if (method.equals(ClientAssertion.METHOD)) {
            ClientAssertion.writeTo(form, id, secret, issuer, clock);
        }
        if (!isBasic()) {
            form.put("client_id", id);
        }
        if (method.equals(POST)) {
            form.put("client_secret", secret);
        }
    }

    /** The value of {@code Authorization}. https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1 */
    Optional<String> header() {
        if (!isBasic()) {
            return Optional.empty();
        }
        String pair = Form.encoded(id) + ":" + Form.encoded(secret);
        return Optional.of(
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    private boolean isBasic() {
        return method.equals(BASIC);
    }

    @Override
    public String toString() {
        return "Client[" + id + ", ***]";
    }
}
