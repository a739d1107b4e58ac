package dev.mcpctl.localproxy.project;

import dev.mcpctl.api.project.ToolNames;
import dev.mcpctl.localproxy.traffic.TrafficRecorder;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.HeaderParam;
import dev.mcpctl.mcp.wire.TaskForm;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Answers a project's client: merged lists from memory, everything else from the server it is for.
 * One for each project and way of naming. Calls block on the exchange's own thread.
 */
final class ProjectRouter implements McpEndpoint {
    /** Above this a tool's result is searched for links only where two servers' URIs collide. */
    private static final int MAX_SEARCHED_BYTES = 256 * 1024;

    private final Project project;
    private final @Nullable ToolNames chosen;
    private final ProjectCatalog catalog;
    private final TrafficRecorder traffic;
    private final OpenCalls openCalls;
    private final NameSearch names;
    private final ResourceSearch resources;

    /**
     * @param chosen the connection's own way of naming, which stands above the project's; null for
     *     none
     */
    ProjectRouter(
            Project project,
            @Nullable ToolNames chosen,
            ProjectCatalog catalog,
            TrafficRecorder traffic,
            OpenCalls openCalls) {
        this.project = project;
        this.chosen = chosen;
        this.catalog = catalog;
        this.traffic = traffic;
        this.openCalls = openCalls;
        this.names = new NameSearch(project, catalog);
        this.resources = new ResourceSearch(project);
    }

    @Override
    public Json call(Call call) {
        if (project.spec().isEmpty()) {
            catalog.askUnlessAway(project.name());
            if (project.spec().isEmpty()) {
                throw gone();
            }
        }
        return switch (call.method()) {
            case Methods.DISCOVER -> discover(call);
            case Methods.PING, Methods.SET_LEVEL -> Json.object();
            case Methods.TOOLS_CALL -> named(ListKind.TOOLS, call);
            case Methods.PROMPTS_GET -> named(ListKind.PROMPTS, call);
            case Methods.RESOURCES_READ -> read(call);
            case Methods.COMPLETE -> complete(call);
            case Methods.TASKS_GET, Methods.TASKS_UPDATE, Methods.TASKS_CANCEL -> ofTask(call);
            default ->
                    ListKind.ofMethod(call.method())
                            .map(kind -> list(kind, call))
                            .orElseThrow(() -> McpException.methodNotFound(call.method()));
        };
    }

    private McpException gone() {
        return catalog.unreachable()
                .map(why -> DaemonErrors.unreachable(catalog.daemonUrl(), why))
                .orElseGet(() ->
                        McpException.internal(
                                "project \"" + project.name() + "\" does not exist any more"));
    }

    private Json discover(Call call) {
        project.awaitDiscovery(call.deadline());
        return withHints(new Introduction(project.servers()).json(), 0);
    }

    private Json list(ListKind kind, Call call) {
        MergedLists lists = project.awaitLists(kind, call.deadline());
        Json page = lists.page(kind, styleFor(call), call.params().text("cursor").orElse(null));
        return withHints(page, project.isComplete(kind) ? lists.freshMillisLeft(kind) : 0);
    }

    private static Json withHints(Json result, long freshMillis) {
        return result.with("ttlMs", Json.of(freshMillis)).with("cacheScope", Json.of("private"));
    }

    /** A call of something that has a name: a tool or a prompt. */
    private Json named(ListKind kind, Call call) {
        String spelled = text(call, "name");
        QualifiedName name = names.find(kind, spelled, styleFor(call), call.deadline());
        AttachedServer server = attached(name.alias());
        Json result =
                forward(server, call.withParams(call.params().with("name", Json.of(name.name()))));
        if (TaskForm.isTask(result)) {
            return TaskNames.outward(server.alias(), result);
        }
        UnaryOperator<String> outward = uri -> resources.outward(server.alias(), uri);
        if (project.servers().size() < 2 || result.size() > MAX_SEARCHED_BYTES) {
            return result;
        }
        return kind == ListKind.TOOLS
                ? ResultUris.ofToolResult(result, outward)
                : ResultUris.ofPrompt(result, outward);
    }

    /** A request about a task that a server of ours has begun. */
    private Json ofTask(Call call) {
        TaskNames.Origin task =
                TaskNames.origin(text(call, TaskForm.ID))
                        .filter(origin -> project.server(origin.alias()).isPresent())
                        .orElseThrow(
                                () -> McpException.invalidParams("taskId: there is no such task"));
        AttachedServer server = attached(task.alias());
        Json params = call.params().with(TaskForm.ID, Json.of(task.id()));
        Json state = TaskNames.outward(task.alias(), forward(server, call.withParams(params)));
        Optional<Json> result = state.get("result");
        if (result.isEmpty() || project.servers().size() < 2) {
            return state;
        }
        UnaryOperator<String> outward = uri -> resources.outward(server.alias(), uri);
        return state.with("result", ResultUris.ofToolResult(result.get(), outward));
    }

    private Json read(Call call) {
        String uri = text(call, "uri");
        McpException refusal = null;
        for (ResourceUris.Origin origin : resources.candidates(uri)) {
            Optional<AttachedServer> server = project.server(origin.alias());
            if (server.isEmpty()) {
                continue;
            }
            try {
                Call asked = call.withParams(call.params().with("uri", Json.of(origin.uri())));
                Json result = forward(server.get(), asked);
                return ResultUris.ofRead(
                        result,
                        found ->
                                found.equals(origin.uri())
                                        ? uri
                                        : resources.outward(origin.alias(), found));
            } catch (McpException refused) {
                if (refused.error().code() != ErrorCodes.INVALID_PARAMS) {
                    throw refused;
                }
                refusal = refusal == null ? refused : refusal;
            }
        }
        throw refusal == null ? McpException.resourceNotFound(uri) : refusal;
    }

    private Json complete(Call call) {
        Json reference =
                call.params()
                        .get("ref")
                        .filter(Json::isObject)
                        .orElseThrow(
                                () -> McpException.invalidParams("ref: an object is required"));
        return switch (reference.text("type").orElse("")) {
            case "ref/prompt" -> completeFor(call, reference, "name");
            case "ref/resource" -> completeFor(call, reference, "uri");
            default ->
                    throw McpException.invalidParams(
                            "ref.type: expected ref/prompt or ref/resource");
        };
    }

    /** Sends a completion to whoever has what it refers to, by the name known there. */
    private Json completeFor(Call call, Json reference, String key) {
        String outward =
                reference
                        .text(key)
                        .orElseThrow(() ->
                                McpException.invalidParams(
                                        "ref." + key + ": a string is required"));
        String alias;
        String own;
        if (key.equals("name")) {
            QualifiedName name =
                    names.find(ListKind.PROMPTS, outward, styleFor(call), call.deadline());
            alias = name.alias();
            own = name.name();
        } else {
            ResourceUris.Origin origin =
                    resources
                            .ofReference(outward)
                            .orElseThrow(() -> McpException.resourceNotFound(outward));
            alias = origin.alias();
            own = origin.uri();
        }
        Json changed = reference.with(key, Json.of(own));
        return forward(attached(alias), call.withParams(call.params().with("ref", changed)));
    }

    private AttachedServer attached(String alias) {
        return project.server(alias)
                .orElseThrow(() ->
                        McpException.upstream(
                                alias,
                                "server \""
                                        + alias
                                        + "\" is not attached to project \""
                                        + project.name()
                                        + "\" any more"));
    }

    private Json forward(AttachedServer server, Call call) {
        openCalls.began();
        try {
            return traffic.around(server.alias(), server.upstream(), call);
        } catch (McpException failed) {
            JsonRpcError error = failed.error();
            Optional<String> away =
                    error.code() == ErrorCodes.INTERNAL_ERROR
                            ? catalog.unreachable()
                            : Optional.empty();
            if (away.isPresent() && !call.cancellation().isCancelled()) {
                throw DaemonErrors.unreachable(catalog.daemonUrl(), server.alias(), away.get());
            }
            Json data = error.data();
            if (data == null || !data.isObject()) {
                throw failed;
            }
            Json outward = ResultUris.ofError(data, uri -> resources.outward(server.alias(), uri));
            throw outward.equals(data)
                    ? failed
                    : new McpException(new JsonRpcError(error.code(), error.message(), outward));
        } finally {
            openCalls.ended();
        }
    }

    @Override
    public List<HeaderParam> headerParams(Call call) {
        return call.params()
                .text("name")
                .flatMap(name -> project.merged().find(ListKind.TOOLS, name, styleFor(call)))
                .flatMap(name ->
                        project.server(name.alias())
                                .map(server ->
                                        server.upstream()
                                                .headerParams(
                                                        call.withParams(
                                                                Json.object(
                                                                        "name",
                                                                        Json.of(name.name()))))))
                .orElse(List.of());
    }

    @Override
    public Listening listen(Call call, SubscriptionFilter filter, SubscriptionSink sink) {
        if (project.spec().isEmpty()) {
            throw gone();
        }
        if (!filter.resources().isEmpty()) {
            // Whose they are is known by what the servers list.
            MergedLists _ = project.awaitLists(ListKind.RESOURCES, call.deadline());
        }
        return project.subscriptions().open(project, call, filter, sink);
    }

    @Override
    public void forget(Caller caller) {
        // Nothing is kept here for one conversation, but a server may have an instance for it.
        project.servers().forEach(server -> server.upstream().forget(caller));
    }

    /** How this client's names are spelled. */
    private ToolNames styleFor(Call call) {
        ToolNames style = chosen == null ? project.toolNames() : chosen;
        if (style == ToolNames.NONE && project.servers().size() > 1) {
            return ToolNames.SLASH; // a connection that chose none, before a second server came
        }
        boolean isJudgedByName =
                chosen == null && style == ToolNames.SLASH && !call.caller().revision().isModern();
        return isJudgedByName && call.meta().clientName().filter(SlashRefusers::include).isPresent()
                ? ToolNames.SAFE
                : style;
    }

    private static String text(Call call, String member) {
        return call.params()
                .text(member)
                .orElseThrow(() -> McpException.invalidParams(member + ": a string is required"));
    }
}
