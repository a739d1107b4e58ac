package dev.mcpctl.daemon.http;

import dev.mcpctl.mcp.issuer.ResourceServer;

import java.util.ArrayList;
import java.util.List;

/** Where MCP endpoints are described, for everybody. */
public final class ProtectedRoutes {
    private ProtectedRoutes() {}

    /**
     * A route for each of them, and one for all.
     *
     * @param routes those of MCP among them are described
     */
    public static List<Route> of(ResourceServer outside, List<Route> routes) {
        List<Route> described = new ArrayList<>();
        described.add(Route.open("GET", ResourceServer.METADATA, _ -> reply(outside, "")));
        routes.stream()
                .filter(route -> route.handling() instanceof Route.Raw)
                .map(Route::pattern)
                .distinct()
                .forEach(pattern -> described.add(described(outside, pattern)));
        return described;
    }

    private static Route described(ResourceServer outside, String pattern) {
        return Route.open(
                "GET",
                ResourceServer.METADATA + pattern,
                request ->
                        reply(outside, request.path().substring(ResourceServer.METADATA.length())));
    }

    private static Reply reply(ResourceServer outside, String path) {
        return Reply.json(outside.metadata(path).tree()).withHeader("cache-control", "max-age=300");
    }
}
