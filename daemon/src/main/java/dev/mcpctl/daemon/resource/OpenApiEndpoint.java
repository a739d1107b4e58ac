package dev.mcpctl.daemon.resource;

import dev.mcpctl.api.home.Build;
import dev.mcpctl.daemon.http.ApiRequest;
import dev.mcpctl.daemon.http.Endpoint;
import dev.mcpctl.daemon.http.Reply;
import dev.mcpctl.daemon.http.Route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Serves what this API is; made when somebody asks for it. */
public final class OpenApiEndpoint implements Endpoint {
    private final List<Route> routes;

    private OpenApiEndpoint(Collection<Route> routes) {
        this.routes = new ArrayList<>(routes);
    }

    /** The route of a document about {@code routes} and itself. */
    public static Route over(Collection<Route> routes) {
        OpenApiEndpoint endpoint = new OpenApiEndpoint(routes);
        Route own = Route.of("GET", "/api/v1/openapi.json", endpoint);
        endpoint.routes.add(own);
        return own;
    }

    @Override
    public Reply answer(ApiRequest request) {
        request.allowQuery();
        return Reply.json(OpenApiDocument.of(Build.VERSION, routes));
    }
}
