package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.message.Frame;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.Revision;

import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Streamable HTTP with sessions, as 2025-03-26 to 2025-11-25 have it. A request whose client drops
 * its connection goes on: only {@code notifications/cancelled} cancels.
 */
final class LegacyHttp implements AutoCloseable {
    private final FaceSettings settings;
    private final Executor threads;
    private final Map<String, HttpSession> sessions = new ConcurrentHashMap<>();
    private final ReplayBudget budget;
    private final SlowReplies slow;

    LegacyHttp(Vertx vertx, FaceSettings settings, Executor threads) {
        this.settings = settings;
        this.threads = threads;
        this.budget = new ReplayBudget(settings.resumption().maxKeptBytes());
        this.slow = new SlowReplies(vertx, settings.resumption().streamAfter());
    }

    /** Answers one POST. Runs on the request's own thread. */
    void serve(HttpExchange exchange, Frame frame, Target target) {
        if (frame instanceof Frame.Single(Request request)
                && request.method().equals(Methods.INITIALIZE)) {
            initialize(exchange, request, target);
            return;
        }
        Optional<HttpSession> found = session(exchange, frame, target);
        if (found.isEmpty()) {
            return;
        }
        HttpSession session = found.get();
        session.entered();
        try {
            switch (frame) {
                case Frame.Single(Request request) -> {
                    exchange.accepted();
                    var reply = new RequestReply(exchange, session.streams());
                    slow.add(reply);
                    try {
                        reply.finish(session.legacy().handle(request, reply));
                    } finally {
                        slow.remove(reply);
                    }
                }
                case Frame.Single(Notification notification) -> {
                    session.legacy().note(notification);
                    exchange.answer(202, null);
                }
                case Frame.Single(Response response) -> {
                    session.legacy().answered(response);
                    exchange.answer(202, null);
                }
                case Frame.Batch batch -> batch(exchange, session, batch);
                case Frame.Malformed(RequestId id, var error) ->
                        exchange.answer(400, new Failure(id, error));
            }
        } finally {
            session.left();
        }
    }

    private void initialize(HttpExchange exchange, Request request, Target target) {
        if (sessions.size() >= settings.maxSessions()) {
            exchange.answer(
                    503,
                    new Failure(request.id(), McpException.internal("too many sessions").error()));
            return;
        }
        try {
            exchange.accepted();
            LegacySession.Begun begun =
                    LegacySession.begin(settings, target, Conversations.random(), request);
            String id = Conversations.random();
            sessions.put(id, new HttpSession(begun.session(), budget));
            exchange.answer(
                    200, new Success(request.id(), begun.result()), HttpHeaders.SESSION, id);
        } catch (McpException refused) {
            exchange.answer(200, new Failure(request.id(), refused.error()));
        }
    }

    /** The session that a request belongs to; none when it was refused. */
    private Optional<HttpSession> session(
            HttpExchange exchange, @Nullable Frame frame, Target target) {
        RequestId id = frame instanceof Frame.Single(Request request) ? request.id() : null;
        Optional<String> named = exchange.header(HttpHeaders.SESSION);
        if (named.isEmpty()) {
            refuse(exchange, 400, id, HttpHeaders.SESSION + " is required: send initialize first");
            return Optional.empty();
        }
        HttpSession session = sessions.get(named.get());
        // Another's session is as unknown as one that never was.
        if (session == null || !session.legacy().isOf(target)) {
            refuse(exchange, 404, id, "Session not found");
            return Optional.empty();
        }
        Revision revision = session.legacy().revision();
        Optional<String> version = exchange.header(HttpHeaders.VERSION);
        if (version.isPresent() && !version.get().equals(revision.label())) {
            refuse(
                    exchange,
                    400,
                    id,
                    HttpHeaders.VERSION + " must be " + revision.label() + ", as negotiated");
            return Optional.empty();
        }
        return Optional.of(session);
    }

    private static void refuse(
            HttpExchange exchange, int status, @Nullable RequestId id, String why) {
        exchange.answer(status, new Failure(id, McpException.invalidRequest(why).error()));
    }

    private void batch(HttpExchange exchange, HttpSession session, Frame.Batch batch) {
        if (session.legacy().revision() != Revision.V2025_03_26) {
            refuse(
                    exchange,
                    400,
                    null,
                    "batches are not part of " + session.legacy().revision().label());
            return;
        }
        exchange.accepted();
        Json answers =
                new BatchRun(session.legacy(), threads).run(batch, ClientChannel.on(exchange));
        if (answers.elements().isEmpty()) {
            exchange.answer(202, null);
        } else {
            exchange.answerBytes(200, answers.toBytes());
        }
    }

    /**
     * Opens the stream for what belongs to no request, where a newer one takes the place of an
     * older; or, behind {@code Last-Event-ID}, goes on with any stream of the session.
     */
    void get(HttpExchange exchange, Target target) {
        if (!HttpHeaders.accepts(exchange.header("Accept"), "text/event-stream")) {
            refuse(exchange, 406, null, "Accept must include text/event-stream");
            return;
        }
        session(exchange, null, target)
                .ifPresent(session -> {
                    Optional<String> lastEvent = exchange.header(HttpHeaders.LAST_EVENT);
                    if (lastEvent.isEmpty()) {
                        session.streams(exchange);
                    } else if (!session.resumes(exchange, lastEvent.get())) {
                        refuse(
                                exchange,
                                400,
                                null,
                                "what followed event " + lastEvent.get() + " is not kept");
                        return;
                    }
                    session.legacy().watch();
                });
    }

    /** Ends a session. */
    void delete(HttpExchange exchange, Target target) {
        session(exchange, null, target)
                .ifPresent(session -> {
                    sessions.values().remove(session);
                    session.close();
                    exchange.answer(200, null);
                });
    }

    /** Ends sessions that nobody used for long, and lets go of streams that ended long ago. */
    void expire() {
        sessions.forEach((id, session) -> {
            session.streams().expire(settings.resumption().keptFor());
            if (session.isIdle(settings.sessionIdle()) && sessions.remove(id, session)) {
                threads.execute(session::close);
            }
        });
    }

    @Override
    public void close() {
        sessions.values().forEach(HttpSession::close);
        sessions.clear();
    }
}
