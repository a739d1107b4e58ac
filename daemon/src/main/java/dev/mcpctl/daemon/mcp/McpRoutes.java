package dev.mcpctl.daemon.mcp;

import dev.mcpctl.api.attachment.ServerAttachments;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.project.Attachment;
import dev.mcpctl.api.project.ProjectSpec;
import dev.mcpctl.api.project.Projects;
import dev.mcpctl.api.server.Servers;
import dev.mcpctl.daemon.access.Principal;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.daemon.http.PathParameters;
import dev.mcpctl.daemon.http.RawEndpoint;
import dev.mcpctl.daemon.http.Route;
import dev.mcpctl.daemon.server.Presence;
import dev.mcpctl.db.secret.StateSeal;
import dev.mcpctl.mcp.exchange.Exchange;
import dev.mcpctl.mcp.exchange.Filter;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.face.HttpFace;
import dev.mcpctl.mcp.face.SseFace;
import dev.mcpctl.mcp.face.Target;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Where clients reach servers over Streamable HTTP, and each server alone over HTTP+SSE too. */
public final class McpRoutes {
    private static final String SERVER = "/api/v1/servers/{name}/mcp";
    private static final String STREAM = "/api/v1/servers/{name}/sse";
    private static final String MESSAGES = "/api/v1/servers/{name}/messages";
    private static final String ATTACHMENT = "/api/v1/projects/{project}/servers/{alias}/mcp";
    private static final List<String> METHODS = List.of("POST", "GET", "DELETE");

    private final StateSeal states;
    private final HttpFace face;
    private final SseFace sse;
    private final Supplier<Catalog> catalog;
    private final Function<String, Optional<Presence>> presences;
    private final Function<String, List<Filter>> filters;

    /**
     * @param presences by the server's name
     * @param filters of every call to a server, by its name, outermost first
     * @param states seals the names of tasks
     */
    public McpRoutes(
            HttpFace face,
            SseFace sse,
            Supplier<Catalog> catalog,
            Function<String, Optional<Presence>> presences,
            Function<String, List<Filter>> filters,
            StateSeal states) {
        this.states = states;
        this.face = face;
        this.sse = sse;
        this.catalog = catalog;
        this.presences = presences;
        this.filters = filters;
    }

    public List<Route> routes() {
        RawEndpoint server =
                (request, principal, path) -> face.handle(request, server(principal, path));
        RawEndpoint attachment =
                (request, principal, path) -> face.handle(request, attachment(principal, path));
        RawEndpoint stream =
                (request, principal, path) ->
                        sse.stream(
                                request,
                                server(principal, path),
                                MESSAGES.replace("{name}", path.get("name")));
        RawEndpoint message =
                (request, principal, path) -> sse.message(request, server(principal, path));
        List<Route> routes = new ArrayList<>();
        routes.add(Route.raw("GET", STREAM, stream));
        routes.add(Route.raw("POST", MESSAGES, message));
        for (String method : METHODS) {
            routes.add(Route.raw(method, SERVER, server));
            routes.add(Route.raw(method, ATTACHMENT, attachment));
        }
        return routes;
    }

    private Target server(Principal principal, PathParameters path) {
        String server = path.get("name");
        return target("servers/" + server, server, principal);
    }

    private Target attachment(Principal principal, PathParameters path) {
        String project = path.get("project");
        String alias = path.get("alias");
        ProjectSpec spec =
                catalog.get()
                        .spec(Projects.KIND, project)
                        .orElseThrow(() -> Problem.notFound(Projects.KIND.plural(), project));
        Attachment attached =
                spec.attachment(alias)
                        .orElseThrow(() ->
                                new Problem(
                                        ProblemType.NOT_FOUND,
                                        ServerAttachments.KIND.plural()
                                                + " \""
                                                + alias
                                                + "\" not found in project \""
                                                + project
                                                + "\""));
        return target("projects/" + project + "/" + alias, attached.server(), principal);
    }

    private Target target(String name, String server, Principal principal) {
        Presence presence =
                presences
                        .apply(server)
                        .orElseThrow(() -> Problem.notFound(Servers.KIND.plural(), server));
        McpEndpoint endpoint =
                new TaskIds(
                        server,
                        new ServerEndpoint(server, presence, catalog),
                        states,
                        Clock.systemUTC());
        return new Target(name, new Exchange(filters.apply(server), endpoint), principal.name());
    }
}
