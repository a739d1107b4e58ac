package dev.mcpctl.mcp.oauth;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.upstream.GuardedFetch;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How we become known to an authorization server: by hand, by our document, else by ourselves. */
final class Registration {
    private static final List<String> METHODS =
            List.of("none", "client_secret_basic", "client_secret_post");

    private final GuardedFetch fetch;
    private final Ourselves ourselves;
    private final CredentialStore store;

    Registration(GuardedFetch fetch, Ourselves ourselves, CredentialStore store) {
        this.fetch = fetch;
        this.ourselves = ourselves;
        this.store = store;
    }

    /**
     * What we are there.
     *
     * @param byHand what an operator registered
     * @throws OAuthException that says what an operator can do
     */
    Client at(AuthorizationServer server, URI redirect, Optional<Client> byHand) {
        if (byHand.isPresent()) {
            return byHand.get();
        }
        if (server.takesMetadataDocuments() && ourselves.document().isPresent()) {
            return Client.of(ourselves.document().get().toString(), "");
        }
        Optional<Client> known = store.registration(server.issuer(), redirect);
        if (known.isPresent()) {
            return known.get();
        }
        URI endpoint = server.registration();
        if (endpoint == null) {
            throw new OAuthException(
                    "the authorization server \""
                            + server.issuer()
                            + "\" registers nobody by itself; register a client there that returns"
                            + " to "
                            + redirect
                            + " and give oauth.clientId");
        }
        Client registered = registered(server, endpoint, redirect);
        store.saveRegistration(server.issuer(), redirect, registered);
        return registered;
    }

    private Client registered(AuthorizationServer server, URI endpoint, URI redirect) {
        Map<String, String> headers =
                Map.of("Content-Type", "application/json", "Accept", "application/json");
        GuardedFetch.Document answer;
        try {
            answer = fetch.post(endpoint, headers, request(server, redirect).toBytes());
        } catch (IOException unreachable) {
            throw new OAuthException(String.valueOf(unreachable.getMessage()), unreachable);
        }
        Json said = TokenEndpoint.object(answer).orElse(Json.object());
        if (answer.status() / 100 != 2) {
            String why =
                    said.text("error_description")
                            .or(() -> said.text("error"))
                            .orElse("HTTP " + answer.status());
            throw new OAuthException(
                    "the authorization server \""
                            + server.issuer()
                            + "\" does not register us: "
                            + TokenEndpoint.printable(why)
                            + "; register a client there that returns to "
                            + redirect
                            + " and give oauth.clientId");
        }
        return Client.registered(said);
    }

    /** https://www.rfc-editor.org/rfc/rfc7591#section-2 */
    private Json request(AuthorizationServer server, URI redirect) {
        boolean isOfThisMachine = "http".equals(redirect.getScheme());
        String method =
                METHODS.stream()
                        .filter(each ->
                                server.authMethods().isEmpty()
                                        || server.authMethods().contains(each))
                        .findFirst()
                        .orElse("none");
        return Json.object("client_name", Json.of(ourselves.name()))
                .with("redirect_uris", Json.array(List.of(Json.of(redirect.toString()))))
                .with(
                        "grant_types",
                        Json.array(
                                List.of(Json.of("authorization_code"), Json.of("refresh_token"))))
                .with("response_types", Json.array(List.of(Json.of("code"))))
                .with("token_endpoint_auth_method", Json.of(method))
                .with("application_type", Json.of(isOfThisMachine ? "native" : "web"));
    }
}
