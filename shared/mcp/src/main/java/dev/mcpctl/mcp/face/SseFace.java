package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.message.Frame;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.MessageReader;
import dev.mcpctl.mcp.message.RequestId;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * HTTP+SSE of 2024-11-05, for clients with a handshake: a stream, opened by GET, whose first event
 * names a URL of its own for messages, which are only acknowledged there and answered on the
 * stream. The stream is the session: when it ends, all that is open is cancelled and the URL is
 * unknown. Host, Origin and authentication were checked before, as was which path it is.
 */
public final class SseFace implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SseFace.class);
    private static final long SWEEPS_PER_KEEP_ALIVE = 3;
    private static final String SESSION = "sessionId";

    private final Vertx vertx;
    private final Executor threads;
    private final FaceSettings settings;
    private final Map<String, SseSession> sessions = new ConcurrentHashMap<>();
    private final long sweep;

    /**
     * @param threads starts one virtual thread for each request
     */
    public SseFace(Vertx vertx, Executor threads, FaceSettings settings) {
        this.vertx = vertx;
        this.threads = threads;
        this.settings = settings;
        long interval = Math.max(1, settings.keepAlive().toMillis() / SWEEPS_PER_KEEP_ALIVE);
        this.sweep = vertx.setPeriodic(interval, _ -> sweep());
    }

    private void sweep() {
        long silence = settings.keepAlive().toNanos();
        sessions.values().forEach(session -> session.pulse(silence));
    }

    /**
     * Serves the stream of one client to its end. Call it on the request's event loop, before the
     * body was read; a paused request is resumed.
     *
     * @param messages the path at which {@link #message} is called for this stream's messages
     */
    public void stream(HttpServerRequest request, Target target, String messages) {
        read(request, exchange -> open(request.method().name(), exchange, target, messages));
    }

    /** Takes one message for a stream, likewise. */
    public void message(HttpServerRequest request, Target target) {
        String session = request.getParam(SESSION);
        read(
                request,
                exchange ->
                        post(
                                request.method().name(),
                                exchange,
                                target,
                                Optional.ofNullable(session)));
    }

    private void read(HttpServerRequest request, Consumer<HttpExchange> task) {
        Context eventLoop = vertx.getOrCreateContext();
        HttpExchange.read(
                eventLoop,
                request,
                settings.maxMessageBytes(),
                exchange -> threads.execute(() -> guarded(exchange, task)),
                exchange ->
                        exchange.refuseRest(
                                413,
                                refusal(
                                        "message larger than "
                                                + settings.maxMessageBytes()
                                                + " bytes")));
    }

    private static void guarded(HttpExchange exchange, Consumer<HttpExchange> task) {
        try {
            task.accept(exchange);
        } catch (RuntimeException bug) {
            log.error("request failed", bug);
            exchange.answer(
                    500, new Failure(null, McpException.internal("Internal error").error()));
        }
    }

    private void open(String method, HttpExchange exchange, Target target, String messages) {
        if (!method.equals("GET")) {
            exchange.answer(405, null, "Allow", "GET");
        } else if (!HttpHeaders.accepts(exchange.header("Accept"), "text/event-stream")) {
            exchange.answer(406, refusal("Accept must include text/event-stream"));
        } else if (sessions.size() >= settings.maxSessions()) {
            exchange.answer(
                    503, new Failure(null, McpException.internal("too many sessions").error()));
        } else {
            String id = Conversations.random();
            var session = new SseSession(exchange, target, threads, settings);
            sessions.put(id, session);
            exchange.onDisconnect(() -> {
                sessions.remove(id);
                threads.execute(session::close);
            });
            session.open(messages + "?" + SESSION + "=" + id);
        }
    }

    private void post(
            String method, HttpExchange exchange, Target target, Optional<String> session) {
        if (!method.equals("POST")) {
            exchange.answer(405, null, "Allow", "POST");
            return;
        }
        if (session.isEmpty()) {
            exchange.answer(400, refusal("the parameter " + SESSION + " is required"));
            return;
        }
        SseSession open = sessions.get(session.get());
        // Another's session is as unknown as one that never was.
        if (open == null || !open.isOf(target)) {
            exchange.answer(404, refusal("Session not found"));
            return;
        }
        if (!HttpHeaders.isJson(exchange.header("Content-Type"))) {
            exchange.answer(415, refusal("Content-Type must be application/json"));
            return;
        }
        Frame frame = MessageReader.read(exchange.takeBody());
        Optional<String> version = exchange.header(HttpHeaders.VERSION);
        if (frame instanceof Frame.Malformed(RequestId id, JsonRpcError error)) {
            exchange.answer(400, new Failure(id, error));
        } else if (!open.speaks(version)) {
            exchange.answer(400, refusal(HttpHeaders.VERSION + " must be as negotiated"));
        } else {
            exchange.answer(202, null);
            open.receive(frame);
        }
    }

    private static Failure refusal(String why) {
        return new Failure(null, McpException.invalidRequest(why).error());
    }

    /** Ends every stream; open calls are cancelled. */
    @Override
    public void close() {
        vertx.cancelTimer(sweep);
        sessions.values().forEach(SseSession::close);
        sessions.clear();
    }
}
