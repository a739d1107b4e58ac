package dev.mcpctl.mcp.issuer;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An authorization server whose tokens MCP clients may come with, as whoever runs this program
 * says.
 *
 * @param issuer its name, compared letter by letter
 * @param audience what its tokens for this program are made out to; empty: the address of the
 *     endpoint, or of this program
 * @param scopes without which nothing is called; may be empty
 */
public record TrustedIssuer(URI issuer, Optional<String> audience, List<String> scopes) {
    public TrustedIssuer {
        scopes = List.copyOf(scopes);
    }

    boolean isAllowed(Set<String> granted) {
        return granted.containsAll(scopes);
    }
}
