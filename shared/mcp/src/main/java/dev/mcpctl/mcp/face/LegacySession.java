package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.LogLevel;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.ClientCapabilities;
import dev.mcpctl.mcp.wire.Dialects;
import dev.mcpctl.mcp.wire.Extensions;
import dev.mcpctl.mcp.wire.ModernForm;
import dev.mcpctl.mcp.wire.Revision;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a client of the handshake era said once and means for all its requests: on HTTP a session,
 * on a line the connection. Safe for its requests' many threads.
 */
final class LegacySession implements AutoCloseable {
    private static final String TASKS = "tasks";
    private static final Json OFFERED_TASKS =
            Json.parse("{\"list\":{},\"cancel\":{},\"requests\":{\"tools\":{\"call\":{}}}}");

    private final FaceSettings settings;
    private final RequestRunner runner;
    private final Target target;
    private final Caller caller;
    private final Json clientInfo;
    private final Json clientCapabilities;
    private final SessionSubscriptions subscriptions;
    private final Map<RequestId, Cancellation> open = new ConcurrentHashMap<>();
    private final OpenQuestions questions = new OpenQuestions();
    private final boolean hasTasks;
    private final SessionTasks tasks = new SessionTasks();

    // What a server may say when the client set no level; debug would be too much for everybody.
    private volatile LogLevel logLevel = LogLevel.INFO;

    private LegacySession(
            FaceSettings settings, Target target, Caller caller, Json params, Json capabilities) {
        this.settings = settings;
        this.runner = new RequestRunner(settings);
        this.target = target;
        this.caller = caller;
        this.clientInfo = params.get("clientInfo").filter(Json::isObject).orElse(Json.object());
        this.clientCapabilities =
                ClientCapabilities.ofHandshake(
                        caller.revision(),
                        params.get("capabilities").filter(Json::isObject).orElse(Json.object()));
        this.hasTasks = capabilities.has(TASKS);
        this.subscriptions =
                new SessionSubscriptions(target.endpoint(), this::ownCall, capabilities);
    }

    /** A session and the answer to the request that began it. */
    record Begun(LegacySession session, Json result) {}

    /**
     * Begins a session by {@code initialize}.
     *
     * @throws McpException when the params are unusable or the endpoint cannot say what it offers
     */
    static Begun begin(
            FaceSettings settings, Target target, String conversation, Request initialize) {
        Json params = initialize.params();
        String wanted =
                params.text("protocolVersion")
                        .orElseThrow(() ->
                                McpException.invalidParams(
                                        "params.protocolVersion is required, a string"));
        // A handshake cannot end with a revision that has none.
        Revision revision =
                Revision.of(wanted)
                        .filter(known -> !known.isModern())
                        .orElse(Revision.NEWEST_LEGACY);
        var caller = new Caller(target.principal(), conversation, revision, true);
        RequestMeta meta =
                new RequestMeta(
                        params.get("clientInfo").filter(Json::isObject).orElse(null),
                        Json.object(),
                        null,
                        false,
                        Map.of());
        Json discovered =
                target.endpoint()
                        .call(
                                Call.of(
                                                Methods.DISCOVER,
                                                Json.object(),
                                                caller,
                                                settings.callLimit())
                                        .withMeta(meta));
        Json capabilities = offered(revision, discovered.get("capabilities").orElse(Json.object()));
        Json result =
                Json.object("protocolVersion", Json.of(revision.label()))
                        .with("capabilities", capabilities)
                        .with("serverInfo", settings.serverInfo());
        Optional<Json> instructions = discovered.get("instructions").filter(Json::isText);
        if (instructions.isPresent()) {
            result = result.with("instructions", instructions.get());
        }
        return new Begun(
                new LegacySession(settings, target, caller, params, capabilities),
                Dialects.result(revision, Methods.INITIALIZE, result));
    }

    /** Tasks are an extension inside, and part of one revision of this era. */
    private static Json offered(Revision revision, Json capabilities) {
        Json plain = Extensions.without(capabilities, Extensions.TASKS).without(TASKS);
        return revision == Revision.V2025_11_25 && Extensions.isIn(capabilities, Extensions.TASKS)
                ? plain.with(TASKS, OFFERED_TASKS)
                : plain;
    }

    Revision revision() {
        return caller.revision();
    }

    /** Whether a request to this target may use this session. */
    boolean isOf(Target other) {
        return target.name().equals(other.name()) && target.principal().equals(other.principal());
    }

    /** Where changes leave that belong to no request. */
    Outbox outbox() {
        return subscriptions.outbox();
    }

    /** Begins to watch the lists for changes; the client can be told from now on. */
    void watch() {
        subscriptions.watch();
    }

    /**
     * Answers one request; not at all when the client cancels it.
     *
     * @param client takes what belongs on the request's stream before its answer
     */
    Optional<Response> handle(Request request, ClientChannel client) {
        try {
            return switch (request.method()) {
                case Methods.PING -> ok(request);
                case Methods.INITIALIZE -> throw McpException.invalidRequest("already initialized");
                case Methods.SET_LEVEL -> {
                    setLevel(request.params());
                    yield ok(request);
                }
                case Methods.RESOURCES_SUBSCRIBE -> {
                    subscriptions.subscribe(uri(request));
                    yield ok(request);
                }
                case Methods.RESOURCES_UNSUBSCRIBE -> {
                    subscriptions.unsubscribe(uri(request));
                    yield ok(request);
                }
                default -> forward(request, client);
            };
        } catch (McpException refused) {
            return Optional.of(new Failure(request.id(), refused.error()));
        }
    }

    /** Takes note of what needs no answer. */
    void note(Notification notification) {
        if (notification.method().equals(Methods.CANCELLED)) {
            notification
                    .params()
                    .get("requestId")
                    .flatMap(RequestId::in)
                    .map(open::get)
                    .ifPresent(cancellation ->
                            cancellation.cancel(
                                    notification
                                            .params()
                                            .text("reason")
                                            .orElse("cancelled by the client")));
        }
    }

    /** Takes an answer to what the client was asked. */
    void answered(Response response) {
        questions.answered(response);
    }

    private Optional<Response> forward(Request request, ClientChannel client) {
        boolean isOfTasks = request.method().startsWith(TASKS + "/");
        if (!Dialects.hasRequest(revision(), request.method()) || (isOfTasks && !hasTasks)) {
            throw McpException.methodNotFound(request.method());
        }
        if (open.size() >= settings.maxOpenRequests()) {
            throw McpException.internal(
                    "more than " + settings.maxOpenRequests() + " requests open");
        }
        var cancellation = new Cancellation();
        if (open.putIfAbsent(request.id(), cancellation) != null) {
            throw McpException.invalidRequest(
                    "a request with id " + request.id() + " is open already");
        }
        try {
            Json meta = request.params().get(ModernForm.META).orElse(Json.object());
            Json token = ModernMeta.progressToken(meta);
            var requestMeta =
                    new RequestMeta(
                            clientInfo,
                            clientCapabilities,
                            logLevel,
                            token != null,
                            ModernMeta.foreign(meta));
            // An augmentation of 2025-11-25 that we do not offer is to be ignored.
            Request plain =
                    hasTasks
                            ? request
                            : new Request(
                                    request.id(),
                                    request.method(),
                                    request.params().without("task"));
            McpEndpoint asking =
                    hasTasks
                            ? new TaskRounds(
                                    target.endpoint(), tasks, inner -> asking(inner, client))
                            : asking(target.endpoint(), client);
            return runner.run(
                    plain,
                    new Target(target.name(), asking, target.principal()),
                    requestMeta,
                    token,
                    caller,
                    cancellation,
                    client::offer);
        } finally {
            open.remove(request.id());
        }
    }

    private McpEndpoint asking(McpEndpoint endpoint, ClientChannel client) {
        return new InputRounds(endpoint, settings, questions, client);
    }

    private void setLevel(Json params) {
        logLevel =
                params.text("level")
                        .flatMap(LogLevel::of)
                        .orElseThrow(() ->
                                McpException.invalidParams(
                                        "params.level: one of "
                                                + List.of(LogLevel.values()).stream()
                                                        .map(LogLevel::label)
                                                        .toList()));
    }

    private static String uri(Request request) {
        return request.params()
                .text("uri")
                .orElseThrow(() -> McpException.invalidParams("params.uri is required, a string"));
    }

    // Strict clients of this era refuse any member they do not know in an empty result.
    private static Optional<Response> ok(Request request) {
        return Optional.of(new Success(request.id(), Json.object()));
    }

    private Call ownCall(Json params) {
        return Call.of(Methods.LISTEN, params, caller, settings.callLimit())
                .withMeta(new RequestMeta(clientInfo, clientCapabilities, null, false, Map.of()));
    }

    /**
     * Ends it: open requests are cancelled, nothing is watched any more. A second call does
     * nothing.
     */
    @Override
    public void close() {
        open.values().forEach(cancellation -> cancellation.cancel("the session has ended"));
        subscriptions.close();
        target.endpoint().forget(caller);
    }
}
