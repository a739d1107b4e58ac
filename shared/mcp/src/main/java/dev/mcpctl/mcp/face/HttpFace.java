package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Frame;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.MessageReader;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.MetaKeys;
import dev.mcpctl.mcp.wire.ModernForm;
import dev.mcpctl.mcp.wire.Revision;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Streamable HTTP for clients of both eras at one URL: POST, GET and DELETE of an MCP path. Host,
 * Origin and authentication were checked before; which path it is was decided before. The era is
 * each request's own: what the body claims decides, then the version header.
 */
public final class HttpFace implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpFace.class);
    private static final long SWEEPS_PER_KEEP_ALIVE = 3;

    private final Vertx vertx;
    private final Executor threads;
    private final FaceSettings settings;
    private final ModernHttp modern;
    private final LegacyHttp legacy;
    private final Set<HttpExchange> open = ConcurrentHashMap.newKeySet();
    private final long sweep;

    /**
     * @param threads starts one virtual thread for each request
     */
    public HttpFace(Vertx vertx, Executor threads, FaceSettings settings) {
        this.vertx = vertx;
        this.threads = threads;
        this.settings = settings;
        this.modern = new ModernHttp(settings);
        this.legacy = new LegacyHttp(vertx, settings, threads);
        long interval = Math.max(1, settings.keepAlive().toMillis() / SWEEPS_PER_KEEP_ALIVE);
        this.sweep = vertx.setPeriodic(interval, _ -> sweep());
    }

    private void sweep() {
        long silence = settings.keepAlive().toNanos();
        open.forEach(exchange -> exchange.pulse(silence));
        legacy.expire();
    }

    /**
     * Serves one HTTP request to its end. Call it on the request's event loop, before the body was
     * read; a paused request is resumed.
     */
    public void handle(HttpServerRequest request, Target target) {
        Context eventLoop = vertx.getOrCreateContext();
        HttpExchange.read(
                eventLoop,
                request,
                settings.maxMessageBytes(),
                exchange -> threads.execute(() -> serve(request.method().name(), exchange, target)),
                exchange ->
                        exchange.refuseRest(
                                413,
                                refusal(
                                        "message larger than "
                                                + settings.maxMessageBytes()
                                                + " bytes")));
    }

    private void serve(String method, HttpExchange exchange, Target target) {
        open.add(exchange);
        exchange.onEnd(() -> open.remove(exchange));
        try {
            switch (method) {
                case "POST" -> post(exchange, target);
                case "GET", "DELETE" -> {
                    if (HttpHeaders.isModern(exchange.header(HttpHeaders.VERSION))) {
                        exchange.answer(405, null, "Allow", "POST");
                    } else if (method.equals("GET")) {
                        legacy.get(exchange, target);
                    } else {
                        legacy.delete(exchange, target);
                    }
                }
                default -> exchange.answer(405, null, "Allow", "POST, GET, DELETE");
            }
        } catch (RuntimeException bug) {
            log.error("request failed: target={} method={}", target.name(), method, bug);
            exchange.answer(
                    500, new Failure(null, McpException.internal("Internal error").error()));
        }
    }

    private void post(HttpExchange exchange, Target target) {
        if (!HttpHeaders.isJson(exchange.header("Content-Type"))) {
            exchange.answer(415, refusal("Content-Type must be application/json"));
            return;
        }
        if (!HttpHeaders.accepts(
                exchange.header("Accept"), "application/json", "text/event-stream")) {
            exchange.answer(
                    406, refusal("Accept must include application/json and text/event-stream"));
            return;
        }
        Frame frame = MessageReader.read(exchange.takeBody());
        boolean hasModernHeader = HttpHeaders.isModern(exchange.header(HttpHeaders.VERSION));
        switch (frame) {
            case Frame.Malformed(RequestId id, var error) ->
                    exchange.answer(400, new Failure(id, error));
            case Frame.Batch batch -> {
                if (hasModernHeader || batch.items().stream().anyMatch(HttpFace::isClaimed)) {
                    exchange.answer(400, refusal("one message, not an array"));
                } else {
                    legacy.serve(exchange, frame, target);
                }
            }
            case Frame.Single(Request request) ->
                    request(exchange, frame, request, hasModernHeader, target);
            case Frame.Single(Notification notification) -> {
                // There is nothing that a client of the stateless era could have to tell us over
                // HTTP, unless it is our other half.
                if (hasModernHeader || ModernMeta.isClaimedBy(notification.params())) {
                    forgetIfOver(notification, target);
                    exchange.answer(202, null);
                } else {
                    legacy.serve(exchange, frame, target);
                }
            }
            case Frame.Single(Response _) -> {
                if (hasModernHeader) {
                    exchange.answer(400, refusal("a request or a notification, not a response"));
                } else {
                    legacy.serve(exchange, frame, target);
                }
            }
        }
    }

    private void request(
            HttpExchange exchange,
            Frame frame,
            Request request,
            boolean hasModernHeader,
            Target target) {
        boolean isClaimed = ModernMeta.isClaimedBy(request.params());
        if (!isClaimed && hasModernHeader && request.method().equals(Methods.INITIALIZE)) {
            var error =
                    new JsonRpcError(
                            ErrorCodes.HEADER_MISMATCH,
                            "Header mismatch: "
                                    + HttpHeaders.VERSION
                                    + " names a revision without initialize");
            exchange.answer(400, new Failure(request.id(), error));
        } else if (isClaimed || hasModernHeader) {
            modern.serve(exchange, request, target);
        } else {
            legacy.serve(exchange, frame, target);
        }
    }

    private static void forgetIfOver(Notification notification, Target target) {
        if (notification.method().equals(Methods.CONVERSATION_OVER)) {
            notification
                    .params()
                    .get(ModernForm.META)
                    .flatMap(meta -> meta.text(MetaKeys.CONVERSATION))
                    .filter(handle -> !handle.isEmpty())
                    .ifPresent(handle ->
                            target.endpoint()
                                    .forget(
                                            new Caller(
                                                    target.principal(),
                                                    handle,
                                                    Revision.MODERN,
                                                    false)));
        }
    }

    private static boolean isClaimed(Frame item) {
        return item instanceof Frame.Single(JsonRpcMessage message)
                && switch (message) {
                    case Request request -> ModernMeta.isClaimedBy(request.params());
                    case Notification notification -> ModernMeta.isClaimedBy(notification.params());
                    case Response _ -> false;
                };
    }

    private static Failure refusal(String why) {
        return new Failure(null, McpException.invalidRequest(why).error());
    }

    /** Ends every session and stream; open calls are cancelled. */
    @Override
    public void close() {
        vertx.cancelTimer(sweep);
        modern.close();
        legacy.close();
    }
}
