package dev.mcpctl.mcp.oauth;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.upstream.GuardedFetch;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Finds out what a server and its authorization server say of themselves. */
final class Metadata {
    private static final String RESOURCE = "/.well-known/oauth-protected-resource";
    private static final String SERVER = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";

    private final GuardedFetch fetch;
    private final URI server;

    Metadata(GuardedFetch fetch, URI server) {
        this.fetch = fetch;
        this.server = server;
    }

    /**
     * What the server says: at the address in its challenge, else at the addresses agreed upon.
     *
     * @return empty when it says nothing anywhere
     */
    Optional<ProtectedResource> resource(Optional<Challenge> challenge) {
        Optional<String> named = challenge.flatMap(given -> given.parameter("resource_metadata"));
        if (named.isPresent()) {
            URI address = uri(named.get());
            return Optional.of(
                    ProtectedResource.read(
                            found(address)
                                    .orElseThrow(() ->
                                            new OAuthException(
                                                    "its metadata is not at \"" + address + "\"")),
                            server));
        }
        String path = withoutEnd(server.getRawPath());
        List<String> places = path.isEmpty() ? List.of("") : List.of(path, "");
        for (String place : places) {
            Optional<Json> document = found(server.resolve(RESOURCE + place));
            if (document.isPresent()) {
                return Optional.of(ProtectedResource.read(document.get(), server));
            }
        }
        return Optional.empty();
    }

    /**
     * What an authorization server says.
     *
     * @throws OAuthException when it says nothing, or something that it must not say
     */
    AuthorizationServer authorizationServer(String issuer) {
        return spoken(issuer)
                .orElseThrow(() ->
                        new OAuthException(
                                "the authorization server \"" + issuer + "\" has no metadata"));
    }

    /** As servers of 2025-03-26 have it: at the server's own origin, be it said or not. */
    AuthorizationServer atOrigin() {
        String origin = server.getScheme() + "://" + server.getRawAuthority();
        return found(URI.create(origin + SERVER))
                .map(document -> AuthorizationServer.read(document, origin))
                .orElseGet(() -> AuthorizationServer.unspoken(origin));
    }

    private Optional<AuthorizationServer> spoken(String issuer) {
        URI name = uri(issuer);
        String origin = name.getScheme() + "://" + name.getRawAuthority();
        String path = withoutEnd(name.getRawPath());
        List<String> places =
                path.isEmpty()
                        ? List.of(SERVER, OPENID)
                        : List.of(SERVER + path, OPENID + path, path + OPENID);
        for (String place : places) {
            Optional<Json> document = found(URI.create(origin + place));
            if (document.isPresent()) {
                return Optional.of(AuthorizationServer.read(document.get(), issuer));
            }
        }
        return Optional.empty();
    }

    /** The object there; empty when there is none. */
    private Optional<Json> found(URI address) {
        try {
            GuardedFetch.Document document = fetch.get(address);
            if (document.status() / 100 != 2) {
                return Optional.empty();
            }
            Json json = Json.parse(document.body());
            return Optional.of(json).filter(Json::isObject);
        } catch (McpException notJson) {
            return Optional.empty();
        } catch (IOException unreachable) {
            throw new OAuthException(String.valueOf(unreachable.getMessage()), unreachable);
        }
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
        throw new OAuthException("it names \"" + text + "\", which is no URL");
    }

    private static String withoutEnd(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
