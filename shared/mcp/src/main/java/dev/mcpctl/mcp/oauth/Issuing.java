package dev.mcpctl.mcp.oauth;

import dev.mcpctl.mcp.upstream.GuardedFetch;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Who a token for a server is had from, what it is made out to, and what it is to allow.
 *
 * @param scopes without what was granted before
 */
record Issuing(AuthorizationServer server, String resource, Scopes scopes) {
    private static final Scopes OFFLINE = Scopes.read("offline_access");

    /**
     * Finds it out. Blocks.
     *
     * @param challenge of the server, if there was one
     * @return empty for a server that says nothing of signing in
     * @throws OAuthException when what it says is of no use
     */
    static Optional<Issuing> of(
            GuardedFetch fetch,
            URI server,
            SignInSettings settings,
            Optional<Challenge> challenge) {
        Metadata metadata = new Metadata(fetch, server);
        Scopes challenged =
                challenge
                        .flatMap(said -> said.parameter("scope"))
                        .map(Scopes::read)
                        .orElse(Scopes.NONE);
        if (settings.place() == SignInSettings.Place.ORIGIN) {
            String resource = ProtectedResource.canonical(server);
            return Optional.of(
                    new Issuing(metadata.atOrigin(), resource, challenged).asked(settings));
        }
        return metadata.resource(challenge)
                .map(resource ->
                        new Issuing(
                                        metadata.authorizationServer(issuer(resource, settings)),
                                        resource.resource(),
                                        challenged.isEmpty() ? resource.scopes() : challenged)
                                .asked(settings));
    }

    /** With what an operator wants, and what lets a person sign in less often. */
    private Issuing asked(SignInSettings settings) {
        Scopes asked = scopes.with(Scopes.of(settings.scopes()));
        boolean mayStay =
                settings.grant() == SignInSettings.Grant.PERSON
                        && server.scopes().contains(OFFLINE);
        return new Issuing(server, resource, mayStay ? asked.with(OFFLINE) : asked);
    }

    Issuing with(Scopes more) {
        return new Issuing(server, resource, more.with(scopes));
    }

    private static String issuer(ProtectedResource resource, SignInSettings settings) {
        List<String> named = resource.authorizationServers();
        Optional<String> configured = settings.issuer();
        if (configured.isPresent() && !named.contains(configured.get())) {
            throw new OAuthException(
                    "its authorization servers are \""
                            + String.join("\", \"", named)
                            + "\", not oauth.issuer \""
                            + configured.get()
                            + "\"");
        }
        return configured.orElse(named.getFirst());
    }
}
