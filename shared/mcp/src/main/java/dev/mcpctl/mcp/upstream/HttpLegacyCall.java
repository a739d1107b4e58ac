package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.TaskForm;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A call to a server of the handshake era over HTTP, which asks on the stream of its answer or on
 * the stream of the session.
 */
final class HttpLegacyCall implements OpenCall, Attribution.Asked {
    private final HttpLegacyConnection connection;
    private final HttpLink link;
    private final HttpOpenCalls open;
    private final long id;
    private final Request request;
    private volatile @Nullable AnswerStream stream; // null until it is sent
    private volatile Call current;
    private volatile boolean isParked;
    private boolean isOver; // guarded by this

    /** Not sent yet. */
    HttpLegacyCall(
            HttpLegacyConnection connection,
            HttpLink link,
            HttpOpenCalls open,
            long id,
            Json params,
            Call call) {
        this.connection = connection;
        this.link = link;
        this.open = open;
        this.id = id;
        this.current = call;
        this.request = new Request(RequestId.of(id), call.method(), params);
    }

    /** Sends it. Nothing can be asked about it before that, or it would not be about it. */
    synchronized void send() {
        open.opened(this);
        try {
            stream = begun();
        } finally {
            if (stream == null) {
                open.ended(this);
            }
        }
    }

    private AnswerStream stream() {
        return Objects.requireNonNull(stream, "sent");
    }

    private AnswerStream begun() {
        return link.begin(
                request, connection.headers(), current.deadline(), this::told, connection::resumed);
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String principal() {
        return current.caller().principal();
    }

    @Override
    public String task() {
        return TaskForm.awaited(request.method(), request.params());
    }

    @Override
    public boolean isParked() {
        return isParked;
    }

    @Override
    public Response await(Call call) {
        current = call;
        boolean hasEnded = true;
        try {
            return connection.response(answered(call));
        } catch (AskedException asked) {
            hasEnded = false;
            throw asked;
        } finally {
            if (hasEnded) {
                over();
            }
        }
    }

    /** A server that wants to know who asks has done nothing, and may be asked again. */
    private HttpLink.Answer answered(Call call) {
        for (int attempt = 0; ; attempt++) {
            long sent = System.nanoTime();
            HttpLink.Answer answer =
                    link.await(stream(), call.deadline(), call.cancellation(), this::cancel);
            if (!link.isRenewed(answer.status(), answer.challenges(), method(), sent, attempt)) {
                return answer;
            }
            stream = begun();
        }
    }

    @Override
    public Optional<Request> another(Duration window) {
        return stream().another(window);
    }

    /** Puts a question to this call; false when it cannot be about it, or no longer. */
    synchronized boolean ask(Request question) {
        AnswerStream sent = stream;
        return sent != null && !isOver && sent.ask(question);
    }

    /** What nobody heard was about this call, and is nobody else's. */
    private void over() {
        synchronized (this) {
            isOver = true;
        }
        open.ended(this);
        stream().unheard().forEach(question -> answer(ServerRequests.uncalled(question)));
    }

    private void told(JsonRpcMessage message) {
        connection.told(message, current);
    }

    @Override
    public void park() {
        isParked = true;
    }

    @Override
    public void unpark() {
        isParked = false;
    }

    @Override
    public void answer(Response response) {
        connection.inBackground(response);
    }

    private void cancel(String reason) {
        open.givenUp(this);
        connection.cancel(id, reason);
    }

    @Override
    public void abandon(String reason) {
        AnswerStream sent = stream();
        sent.unpark(current.deadline());
        sent.abort(reason);
        sent.close();
        over();
        cancel(reason);
    }
}
