package dev.mcpctl.daemon.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.daemon.access.IssuerTokens;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The MCP endpoints as what tokens of a trusted authorization server are for: what a client is told
 * that comes without one, and what it reads then. Any thread.
 * https://www.rfc-editor.org/rfc/rfc9728
 */
public final class ResourceServer {
    private static final String METADATA = "/.well-known/oauth-protected-resource";

    private final IssuerTokens tokens;
    private final Supplier<Optional<URI>> base;

    /**
     * @param base where clients reach this mcpd; empty while nobody knows
     */
    public ResourceServer(IssuerTokens tokens, Supplier<Optional<URI>> base) {
        this.tokens = tokens;
        this.base = base;
    }

    /**
     * Where each of these is described, for everybody.
     *
     * @param routes those of MCP among them are
     */
    public List<Route> metadataOf(List<Route> routes) {
        List<Route> described = new ArrayList<>();
        described.add(Route.open("GET", METADATA, _ -> metadata("")));
        routes.stream()
                .filter(route -> route.handling() instanceof Route.Raw)
                .map(Route::pattern)
                .distinct()
                .forEach(pattern ->
                        described.add(
                                Route.open(
                                        "GET",
                                        METADATA + pattern,
                                        request ->
                                                metadata(
                                                        request.path()
                                                                .substring(METADATA.length())))));
        return described;
    }

    private Reply metadata(String path) {
        ObjectNode document = JsonCodec.object();
        document.put("resource", at(path));
        document.putArray("authorization_servers").add(tokens.trusted().issuer().toString());
        if (!tokens.trusted().scopes().isEmpty()) {
            tokens.trusted().scopes().forEach(document.putArray("scopes_supported")::add);
        }
        document.putArray("bearer_methods_supported").add("header");
        document.put("resource_name", "mcpctl");
        return Reply.json(document).withHeader("cache-control", "max-age=300");
    }

    Optional<IssuerTokens.Verdict> recall(String token, String path) {
        return tokens.recall(token, resources(path));
    }

    IssuerTokens.Verdict verify(String token, String path) {
        return tokens.verify(token, resources(path));
    }

    /** For a request that is not known to be anybody's. */
    String challenge(String path) {
        String scope =
                tokens.trusted().scopes().isEmpty()
                        ? ""
                        : ", scope=\"" + String.join(" ", tokens.trusted().scopes()) + "\"";
        return "Bearer resource_metadata=\"" + at(METADATA + path) + "\"" + scope;
    }

    /** For one that is somebody's who may not. */
    String lacking(String path, List<String> scopes) {
        return "Bearer error=\"insufficient_scope\", scope=\""
                + String.join(" ", scopes)
                + "\", resource_metadata=\""
                + at(METADATA + path)
                + "\"";
    }

    /** The endpoint, and this mcpd as a whole. */
    private Set<String> resources(String path) {
        String endpoint = path.replaceFirst("/messages$", "/sse"); // that is where messages are for
        return Set.of(at(endpoint), at(""));
    }

    private String at(String path) {
        String origin =
                base.get()
                        .map(URI::toString)
                        .orElseThrow(() ->
                                new Problem(
                                        ProblemType.UNAVAILABLE, "mcpd is starting; try again"));
        return (origin.endsWith("/") ? origin.substring(0, origin.length() - 1) : origin) + path;
    }
}
