package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.Dialects;
import dev.mcpctl.mcp.wire.HeaderParam;
import dev.mcpctl.mcp.wire.HeaderValue;
import dev.mcpctl.mcp.wire.Revision;
import dev.mcpctl.mcp.wire.TaskForm;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests of 2026-07-28 over HTTP. Each stands alone; its response stream is all there is between
 * client and server, so that closing it is how a client cancels.
 */
final class ModernHttp implements AutoCloseable {
    /** Which param the {@code Mcp-Name} header repeats. */
    private static final Map<String, String> NAMED_BY =
            Map.of(
                    Methods.TOOLS_CALL,
                    "name",
                    Methods.PROMPTS_GET,
                    "name",
                    Methods.RESOURCES_READ,
                    "uri",
                    Methods.TASKS_GET,
                    TaskForm.ID,
                    Methods.TASKS_UPDATE,
                    TaskForm.ID,
                    Methods.TASKS_CANCEL,
                    TaskForm.ID);

    private final FaceSettings settings;
    private final RequestRunner runner;
    private final PrincipalQuota listens;
    private final Set<ModernSubscription> subscriptions = ConcurrentHashMap.newKeySet();

    ModernHttp(FaceSettings settings) {
        this.settings = settings;
        this.runner = new RequestRunner(settings);
        this.listens = new PrincipalQuota(settings.maxListens());
    }

    /** Answers one request on its exchange. Runs on the request's own thread. */
    void serve(HttpExchange exchange, Request request, Target target) {
        try {
            ModernMeta meta = checked(exchange, request);
            Caller caller = caller(meta, target);
            if (request.method().equals(Methods.LISTEN)) {
                listen(exchange, request, meta, caller, target);
            } else {
                call(exchange, request, meta, caller, target);
            }
        } catch (McpException refused) {
            exchange.answer(
                    statusOf(refused.error(), 400), new Failure(request.id(), refused.error()));
        }
    }

    private Caller caller(ModernMeta meta, Target target) {
        String handle = meta.conversation();
        if (handle == null) {
            handle =
                    settings.derivesConversations()
                            ? Conversations.derived(target, meta.meta().clientName().orElse(""))
                            : "";
        }
        return new Caller(target.principal(), handle, Revision.MODERN, false);
    }

    /**
     * The order is that of the official suite: what the body says of itself, then what the headers
     * repeat, then whether we have it.
     */
    private static ModernMeta checked(HttpExchange exchange, Request request) {
        ModernMeta meta = ModernMeta.of(request.params());
        requireHeader(exchange, HttpHeaders.VERSION, meta.version());
        ModernMeta.requireSupported(meta.version());
        requireHeader(exchange, HttpHeaders.METHOD, request.method());
        String named = NAMED_BY.get(request.method());
        Optional<String> name = named == null ? Optional.empty() : request.params().text(named);
        if (name.isPresent()) {
            requireName(exchange, name.get());
        }
        if (!Dialects.hasRequest(Revision.MODERN, request.method())) {
            throw McpException.methodNotFound(request.method());
        }
        meta.requireDeclared(request.method());
        return meta;
    }

    private static void requireHeader(HttpExchange exchange, String header, String expected) {
        Optional<String> sent = exchange.header(header);
        if (!sent.equals(Optional.of(expected))) {
            throw mismatch(header + (sent.isEmpty() ? " is missing" : " differs from the body"));
        }
    }

    private static void requireName(HttpExchange exchange, String expected) {
        Optional<String> decoded = exchange.header(HttpHeaders.NAME).flatMap(HeaderValue::decode);
        if (!decoded.equals(Optional.of(expected))) {
            throw mismatch(
                    HttpHeaders.NAME
                            + (decoded.isEmpty()
                                    ? " is missing or malformed"
                                    : " differs from the body"));
        }
    }

    private static McpException mismatch(String what) {
        return new McpException(
                new JsonRpcError(ErrorCodes.HEADER_MISMATCH, "Header mismatch: " + what));
    }

    private void call(
            HttpExchange exchange, Request request, ModernMeta meta, Caller caller, Target target) {
        var cancellation = new Cancellation();
        if (request.method().equals(Methods.TOOLS_CALL)) {
            var stream = new RequestStream(meta.meta(), null, Revision.MODERN, _ -> {});
            Call call = runner.call(request, meta.meta(), caller, cancellation, stream);
            Json arguments = request.params().get("arguments").orElse(Json.object());
            for (HeaderParam param : target.endpoint().headerParams(call)) {
                if (!param.matches(arguments, exchange.header(param.header()))) {
                    throw mismatch(param.header() + " does not repeat the argument");
                }
            }
        }
        exchange.onDisconnect(() -> cancellation.cancel("the client has closed the stream"));
        exchange.accepted();
        Optional<Response> answer =
                runner.run(
                        request,
                        target,
                        meta.meta(),
                        meta.progressToken(),
                        caller,
                        cancellation,
                        exchange::offer);
        answer.map(response -> meta.shown(request.method(), response))
                .ifPresent(response -> exchange.answer(statusOf(response), response));
    }

    private void listen(
            HttpExchange exchange, Request request, ModernMeta meta, Caller caller, Target target) {
        SubscriptionFilter filter = SubscriptionFilter.of(request.params());
        if (!listens.take(target.principal())) {
            var error = McpException.internal("too many subscriptions").error();
            exchange.answer(503, new Failure(request.id(), error));
            return;
        }
        var stream = new RequestStream(meta.meta(), null, Revision.MODERN, _ -> {});
        Call call = runner.call(request, meta.meta(), caller, new Cancellation(), stream);
        var subscription =
                new ModernSubscription(
                        request.id(),
                        settings.serverInfo(),
                        exchange::send,
                        exchange::offer,
                        last -> exchange.answer(200, last));
        exchange.onDrained(subscription::flush);
        exchange.accepted();
        subscriptions.add(subscription);
        try {
            Listening listening = target.endpoint().listen(call, filter, subscription);
            subscription.holds(() -> {
                listens.give(target.principal());
                listening.close();
            });
        } catch (RuntimeException refused) {
            subscriptions.remove(subscription);
            listens.give(target.principal());
            throw refused;
        }
        exchange.openStream();
        exchange.onDisconnect(() -> {
            subscriptions.remove(subscription);
            subscription.close();
        });
    }

    private static int statusOf(Response response) {
        return response instanceof Failure(RequestId _, JsonRpcError error)
                ? statusOf(error, 200)
                : 200;
    }

    /**
     * @param otherwise for codes to which the protocol gives no status: 400 before a request is
     *     dispatched, 200 afterwards
     */
    private static int statusOf(JsonRpcError error, int otherwise) {
        return switch (error.code()) {
            case ErrorCodes.METHOD_NOT_FOUND -> 404;
            case ErrorCodes.HEADER_MISMATCH,
                    ErrorCodes.MISSING_CLIENT_CAPABILITY,
                    ErrorCodes.UNSUPPORTED_PROTOCOL_VERSION,
                    ErrorCodes.INVALID_REQUEST,
                    ErrorCodes.PARSE_ERROR ->
                    400;
            default -> otherwise;
        };
    }

    /** Ends every subscription with a result. */
    @Override
    public void close() {
        subscriptions.forEach(ModernSubscription::ended);
        subscriptions.clear();
    }
}
