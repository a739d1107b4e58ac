package dev.mcpctl.mcp.oauth;

import dev.mcpctl.mcp.message.Json;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * What a server says of who may use it. https://www.rfc-editor.org/rfc/rfc9728
 *
 * @param resource what tokens are made out to
 * @param authorizationServers issuers, at least one
 * @param scopes that make sense here; empty when it does not say
 */
record ProtectedResource(String resource, List<String> authorizationServers, Scopes scopes) {
    ProtectedResource {
        authorizationServers = List.copyOf(authorizationServers);
    }

    /**
     * Reads it, and looks whether it is about that server.
     *
     * @throws OAuthException when it is not, or names no authorization server
     */
    static ProtectedResource read(Json document, URI server) {
        String resource = document.text("resource").orElse("");
        if (!covers(resource, server)) {
            throw new OAuthException(
                    "its metadata is about \"" + resource + "\", which is not this server");
        }
        List<String> issuers = texts(document, "authorization_servers");
        if (issuers.isEmpty()) {
            throw new OAuthException("its metadata names no authorization server");
        }
        return new ProtectedResource(
                resource, issuers, Scopes.of(texts(document, "scopes_supported")));
    }

    static List<String> texts(Json document, String member) {
        return document
                .get(member)
                .filter(Json::isArray)
                .map(Json::elements)
                .orElse(List.of())
                .stream()
                .filter(Json::isText)
                .map(Json::asText)
                .toList();
    }

    /** Whether a token for the one would be for the other: of one origin, and above it or equal. */
    static boolean covers(String resource, URI server) {
        URI claimed;
        try {
            claimed = URI.create(resource);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
        boolean isOfOneOrigin =
                claimed.getHost() != null
                        && String.valueOf(claimed.getScheme()).equalsIgnoreCase(server.getScheme())
                        && claimed.getHost().equalsIgnoreCase(server.getHost())
                        && port(claimed) == port(server);
        if (!isOfOneOrigin || claimed.getRawFragment() != null) {
            return false;
        }
        String above = withoutEnd(claimed.getRawPath());
        String path = withoutEnd(server.getRawPath());
        return path.equals(above) || path.startsWith(above + "/");
    }

    /** What tokens for a server are made out to when it does not say. */
    static String canonical(URI server) {
        String origin =
                (server.getScheme() + "://" + server.getRawAuthority()).toLowerCase(Locale.ROOT);
        String query = server.getRawQuery() == null ? "" : "?" + server.getRawQuery();
        return origin + withoutEnd(server.getRawPath()) + query;
    }

    private static String withoutEnd(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static int port(URI uri) {
        boolean isPlain = "http".equalsIgnoreCase(uri.getScheme());
        return uri.getPort() >= 0 ? uri.getPort() : isPlain ? 80 : 443;
    }
}
