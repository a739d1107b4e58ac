package dev.mcpctl.localproxy.project;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.project.ToolNames;
import dev.mcpctl.localproxy.traffic.TrafficRecorder;
import dev.mcpctl.mcp.exchange.Exchange;
import dev.mcpctl.mcp.exchange.Filter;
import dev.mcpctl.mcp.exchange.McpEndpoint;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** The endpoints of all projects. Safe on any thread. */
public final class ProjectEndpoints implements AutoCloseable {
    private record Key(String project, @Nullable ToolNames names) {}

    private final Background background;
    private final ProjectCatalog catalog;
    private final Function<String, TrafficRecorder> recorders;
    private final Function<TrafficRecorder, List<Filter>> filters;
    private final OpenCalls openCalls = new OpenCalls();
    private final Map<Key, McpEndpoint> endpoints = new ConcurrentHashMap<>();

    /**
     * @param recorders what shows a project's traffic, by its name
     * @param filters the chain of a project, outermost first
     */
    public ProjectEndpoints(
            DaemonLink link,
            ServerDialler dialler,
            Executor threads,
            PageBounds bounds,
            Function<String, TrafficRecorder> recorders,
            Function<TrafficRecorder, List<Filter>> filters) {
        this.background = new Background(threads);
        this.recorders = recorders;
        this.filters = filters;
        this.catalog = new ProjectCatalog(link, background, dialler, bounds);
    }

    public void start() {
        catalog.start();
    }

    /**
     * The endpoint of a project. It stays valid, and answers with an error while the project does
     * not exist. May ask mcpd, so not for event loops.
     *
     * @param names how this connection wants names spelled; empty for the project's own way
     * @throws Problem NOT_FOUND; UNREACHABLE when mcpd cannot be asked; BAD_REQUEST when names
     *     cannot be spelled that way
     */
    public McpEndpoint find(String project, Optional<ToolNames> names) {
        Project found = catalog.find(project);
        if (names.equals(Optional.of(ToolNames.NONE))
                && found.spec().filter(spec -> spec.servers().size() > 1).isPresent()) {
            throw new Problem(
                    ProblemType.BAD_REQUEST,
                    "toolNames none is for a project with one server; \""
                            + project
                            + "\" has "
                            + found.spec().orElseThrow().servers().size());
        }
        return endpoint(found, names);
    }

    /**
     * Returns when there is such a project. May ask mcpd, so not for event loops.
     *
     * @throws Problem as {@link #find}
     */
    public void require(String project) {
        catalog.require(project);
    }

    /** As {@link #find} when that needs no asking; may be called on an event loop. */
    public Optional<McpEndpoint> known(String project) {
        return catalog.known(project).map(found -> endpoints.get(new Key(found.name(), null)));
    }

    private McpEndpoint endpoint(Project project, Optional<ToolNames> names) {
        return endpoints.computeIfAbsent(
                new Key(project.name(), names.orElse(null)),
                key -> {
                    TrafficRecorder recorder = recorders.apply(key.project());
                    return new Exchange(
                            filters.apply(recorder),
                            new ProjectRouter(project, key.names(), catalog, recorder, openCalls));
                });
    }

    /** Returns when no call is open, or after that long. */
    public void awaitIdle(Duration atMost) {
        openCalls.awaitNone(atMost);
    }

    /** What is wrong with which server at the moment. */
    public List<Warning> warnings() {
        return catalog.warnings();
    }

    @Override
    public void close() {
        catalog.close();
        background.close();
    }
}
