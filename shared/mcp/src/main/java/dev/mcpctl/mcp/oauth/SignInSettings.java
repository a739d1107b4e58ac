package dev.mcpctl.mcp.oauth;

import java.util.List;
import java.util.Optional;

/**
 * What an operator says of signing in at one server; mostly nothing.
 *
 * @param issuer the authorization server to use, of those that the server names; empty: the first
 * @param client registered there by hand; needs the issuer
 * @param scopes asked for beside those that the server names
 */
public record SignInSettings(
        Optional<String> issuer,
        Optional<Client> client,
        List<String> scopes,
        Grant grant,
        Place place) {
    /** Who signs in. */
    public enum Grant {
        PERSON,
        CLIENT
    }

    /** Where the server says who its authorization server is. */
    public enum Place {
        METADATA,
        /** As in 2025-03-26: it is at the server's own origin. */
        ORIGIN
    }

    public static final SignInSettings DEFAULT =
            new SignInSettings(
                    Optional.empty(), Optional.empty(), List.of(), Grant.PERSON, Place.METADATA);

    public SignInSettings {
        scopes = List.copyOf(scopes);
        if (client.isPresent() && issuer.isEmpty() && place == Place.METADATA) {
            throw new IllegalArgumentException("a client is known to its own issuer only");
        }
    }
}
