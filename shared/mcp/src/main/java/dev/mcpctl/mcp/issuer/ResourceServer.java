package dev.mcpctl.mcp.issuer;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.mcp.message.Json;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * MCP endpoints as what tokens of a trusted authorization server are for: what a client is told
 * that comes without one, what it reads then, and whether the one it brings is good. Endpoints go
 * by their paths. Any thread. https://www.rfc-editor.org/rfc/rfc9728
 */
public final class ResourceServer {
    /** Where an endpoint is described, before its own path; by itself, all of them are. */
    public static final String METADATA = "/.well-known/oauth-protected-resource";

    private final IssuerTokens tokens;
    private final Supplier<Optional<URI>> base;

    /**
     * @param base where clients reach this program; empty while nobody knows
     */
    public ResourceServer(IssuerTokens tokens, Supplier<Optional<URI>> base) {
        this.tokens = tokens;
        this.base = base;
    }

    /**
     * What everybody may read of an endpoint.
     *
     * @param path empty: of the program as a whole
     * @throws Problem UNAVAILABLE while nobody knows where clients reach it
     */
    public Json metadata(String path) {
        TrustedIssuer trusted = tokens.trusted();
        Json document =
                Json.object("resource", Json.of(at(path)))
                        .with(
                                "authorization_servers",
                                Json.array(List.of(Json.of(trusted.issuer().toString()))));
        if (!trusted.scopes().isEmpty()) {
            document =
                    document.with(
                            "scopes_supported",
                            Json.array(trusted.scopes().stream().map(Json::of).toList()));
        }
        return document.with("bearer_methods_supported", Json.array(List.of(Json.of("header"))))
                .with("resource_name", Json.of("mcpctl"));
    }

    /** What is known of a token without asking anybody. Never blocks. */
    public Optional<IssuerTokens.Verdict> recall(String token, String path) {
        return tokens.recall(token, resources(path));
    }

    /**
     * What a token is good for at an endpoint. Blocks.
     *
     * @throws Problem UNAVAILABLE when the issuer's keys cannot be had
     */
    public IssuerTokens.Verdict verify(String token, String path) {
        return tokens.verify(token, resources(path));
    }

    /** {@code WWW-Authenticate} for a request that is not known to be anybody's. */
    public String challenge(String path) {
        String scope =
                tokens.trusted().scopes().isEmpty()
                        ? ""
                        : ", scope=\"" + String.join(" ", tokens.trusted().scopes()) + "\"";
        return "Bearer resource_metadata=\"" + at(METADATA + path) + "\"" + scope;
    }

    /** {@code WWW-Authenticate} for one that is somebody's who may not. */
    public String lacking(String path, List<String> scopes) {
        return "Bearer error=\"insufficient_scope\", scope=\""
                + String.join(" ", scopes)
                + "\", resource_metadata=\""
                + at(METADATA + path)
                + "\"";
    }

    /** The endpoint, and this program as a whole. */
    private Set<String> resources(String path) {
        String endpoint = path.replaceFirst("/messages$", "/sse"); // that is where messages are for
        return Set.of(at(endpoint), at(""));
    }

    private String at(String path) {
        String origin =
                base.get()
                        .map(URI::toString)
                        .orElseThrow(() ->
                                new Problem(ProblemType.UNAVAILABLE, "just starting; try again"));
        return (origin.endsWith("/") ? origin.substring(0, origin.length() - 1) : origin) + path;
    }
}
