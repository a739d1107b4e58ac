package dev.mcpctl.mcp.oauth;

import dev.mcpctl.mcp.message.Json;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What an authorization server says of itself. https://www.rfc-editor.org/rfc/rfc8414
 *
 * @param issuer its name, compared letter by letter
 * @param authorization where people sign in; null where nobody does
 * @param token where tokens are had
 * @param registration where clients register themselves; null where they do not
 * @param authMethods how a client may prove who it is to {@code token}; empty when it does not say
 * @param saysIssuer whether it names itself when it sends somebody back
 * @param takesMetadataDocuments whether a client may be known by the URL of a document
 */
record AuthorizationServer(
        String issuer,
        @Nullable URI authorization,
        URI token,
        @Nullable URI registration,
        List<String> authMethods,
        Scopes scopes,
        boolean saysIssuer,
        boolean takesMetadataDocuments) {
    AuthorizationServer {
        authMethods = List.copyOf(authMethods);
    }

    /**
     * Reads what was found under an issuer's name.
     *
     * @throws OAuthException when it is not of that issuer, or is of no use to us
     */
    static AuthorizationServer read(Json document, String issuer) {
        String named = document.text("issuer").orElse("");
        if (!named.equals(issuer)) {
            throw new OAuthException(
                    "the authorization server \""
                            + issuer
                            + "\" calls itself \""
                            + named
                            + "\" in its metadata");
        }
        URI token =
                uri(document, "token_endpoint")
                        .orElseThrow(() ->
                                new OAuthException(
                                        "the authorization server \""
                                                + issuer
                                                + "\" names no token_endpoint"));
        URI authorization = uri(document, "authorization_endpoint").orElse(null);
        List<String> challenges =
                ProtectedResource.texts(document, "code_challenge_methods_supported");
        if (authorization != null && !challenges.contains("S256")) {
            throw new OAuthException(
                    "the authorization server \""
                            + issuer
                            + "\" does not say that it supports PKCE with S256");
        }
        return new AuthorizationServer(
                issuer,
                authorization,
                token,
                uri(document, "registration_endpoint").orElse(null),
                ProtectedResource.texts(document, "token_endpoint_auth_methods_supported"),
                Scopes.of(ProtectedResource.texts(document, "scopes_supported")),
                isTrue(document, "authorization_response_iss_parameter_supported"),
                isTrue(document, "client_id_metadata_document_supported"));
    }

    /** One of 2025-03-26 that says nothing of itself. */
    static AuthorizationServer unspoken(String origin) {
        return new AuthorizationServer(
                origin,
                URI.create(origin + "/authorize"),
                URI.create(origin + "/token"),
                URI.create(origin + "/register"),
                List.of(),
                Scopes.NONE,
                false,
                false);
    }

    private static boolean isTrue(Json document, String member) {
        return document.get(member).filter(Json::isTrue).isPresent();
    }

    private static Optional<URI> uri(Json document, String member) {
        return document.text(member).map(AuthorizationServer::uri);
    }

    private static URI uri(String text) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException malformed) {
            // said below
        }
        throw new OAuthException(
                "the authorization server names \"" + text + "\", which is no URL");
    }
}
