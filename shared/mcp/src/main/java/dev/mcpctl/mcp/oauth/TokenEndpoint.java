package dev.mcpctl.mcp.oauth;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.upstream.GuardedFetch;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Where tokens are had for something: a code, an older token, our own name. */
final class TokenEndpoint {
    private static final int LONGEST_REASON = 200;

    private final GuardedFetch fetch;
    private final Clock clock;

    TokenEndpoint(GuardedFetch fetch, Clock clock) {
        this.fetch = fetch;
        this.clock = clock;
    }

    /** For the code that somebody came back with. */
    Credential exchanged(SignIn signIn, String code) {
        Client client = signIn.client().provingBy(signIn.server().authMethods());
        return asked(
                signIn.server().issuer(),
                signIn.server().token(),
                client,
                signIn.resource(),
                signIn.scopes(),
                signIn.exchange(code),
                "");
    }

    /** For the token that renews it, which is spent by that where the server gives another. */
    Credential renewed(Credential old) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", old.refreshToken());
        form.put("resource", old.resource());
        return asked(
                old.issuer(),
                old.tokenEndpoint(),
                old.client(),
                old.resource(),
                old.scopes(),
                form,
                old.refreshToken());
    }

    /** For ourselves, with nobody signing in. */
    Credential own(AuthorizationServer server, Client client, String resource, Scopes scopes) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("resource", resource);
        scopes.parameter().ifPresent(text -> form.put("scope", text));
        return asked(
                server.issuer(),
                server.token(),
                client.provingBy(server.authMethods()),
                resource,
                scopes,
                form,
                "");
    }

    private Credential asked(
            String issuer,
            URI endpoint,
            Client client,
            String resource,
            Scopes scopes,
            Map<String, String> form,
            String refreshToken) {
        client.writeTo(form, issuer, clock);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", Form.TYPE);
        headers.put("Accept", "application/json");
        client.header().ifPresent(value -> headers.put("Authorization", value));
        Json answer = answer(issuer, endpoint, headers, form);
        String accessToken = answer.text("access_token").orElse("");
        boolean isBearer = answer.text("token_type").map("bearer"::equalsIgnoreCase).orElse(true);
        if (accessToken.isEmpty() || !isBearer || !isSendable(accessToken)) {
            throw new OAuthException(
                    "the authorization server \"" + issuer + "\" gave no bearer token");
        }
        Instant expiry =
                answer.get("expires_in")
                        .flatMap(Json::asLong)
                        .map(clock.instant()::plusSeconds)
                        .orElse(null);
        return new Credential(
                issuer,
                endpoint,
                resource,
                client,
                accessToken,
                answer.text("refresh_token").orElse(refreshToken),
                expiry,
                scopes.with(Scopes.read(answer.text("scope").orElse(""))));
    }

    private Json answer(
            String issuer, URI endpoint, Map<String, String> headers, Map<String, String> form) {
        GuardedFetch.Document document;
        try {
            document = fetch.post(endpoint, headers, Form.bytes(form));
        } catch (IOException unreachable) {
            throw new OAuthException(String.valueOf(unreachable.getMessage()), unreachable);
        }
        Json answer = object(document).orElse(Json.object());
        if (document.status() / 100 == 2) {
            return answer;
        }
        String code = answer.text("error").orElse("HTTP " + document.status());
        throw OAuthException.refused(
                code,
                "the authorization server \""
                        + issuer
                        + "\" gives no token: "
                        + printable(answer.text("error_description").orElse(code)));
    }

    static Optional<Json> object(GuardedFetch.Document document) {
        try {
            return Optional.of(Json.parse(document.body())).filter(Json::isObject);
        } catch (McpException notJson) {
            return Optional.empty();
        }
    }

    /** A stranger's words, short and without what could look like ours. */
    static String printable(String foreign) {
        String plain = foreign.replaceAll("[^\\x20-\\x7E]", " ").strip();
        return plain.length() <= LONGEST_REASON
                ? plain
                : plain.substring(0, LONGEST_REASON) + "...";
    }

    /** Whether it can stand in a header. https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
    private static boolean isSendable(String token) {
        return token.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    }
}
