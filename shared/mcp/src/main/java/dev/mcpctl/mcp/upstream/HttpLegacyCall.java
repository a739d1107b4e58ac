package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** A call to a server of the handshake era over HTTP, which asks on the stream of its answer. */
final class HttpLegacyCall implements OpenCall {
    private final HttpLegacyConnection connection;
    private final HttpLink link;
    private final long id;
    private final Request request;
    private volatile Call current;
    private volatile @Nullable AnswerStream parked; // where to go on, once the server has asked

    HttpLegacyCall(
            HttpLegacyConnection connection, HttpLink link, long id, Request request, Call call) {
        this.connection = connection;
        this.link = link;
        this.id = id;
        this.request = request;
        this.current = call;
    }

    @Override
    public Response await(Call call) {
        current = call;
        AnswerStream stream = parked;
        try {
            return stream == null ? first(call) : further(stream, call);
        } catch (AskedException asked) {
            parked = asked.rest(AnswerStream.class);
            throw asked;
        }
    }

    private Response first(Call call) {
        return connection.response(
                link.ask(
                        request,
                        connection.headers(),
                        call.deadline(),
                        call.cancellation(),
                        this::told,
                        reason -> connection.cancel(id, reason),
                        connection::resumed));
    }

    private Response further(AnswerStream stream, Call call) {
        stream.unpark(call.deadline());
        try (stream;
                var _ = call.cancellation().onCancel(() -> stream.abort("cancelled"))) {
            return stream.read();
        } catch (TimeoutException late) {
            stream.abort("timed out");
            connection.cancel(id, "timed out");
            throw link.failure("did not answer " + request.method() + " in time");
        } catch (IOException broken) {
            if (call.cancellation().isCancelled()) {
                Thread.interrupted(); // our own wait was what the interrupt was for
                connection.cancel(id, call.cancellation().reason());
                throw new CancelledException(call.cancellation().reason());
            }
            stream.abort("broken");
            throw link.failure("cannot be reached: " + broken.getMessage());
        }
    }

    private void told(JsonRpcMessage message) {
        connection.told(message, current);
    }

    @Override
    public void answer(Response response) {
        connection.inBackground(response);
    }

    @Override
    public void abandon(String reason) {
        AnswerStream stream = parked;
        if (stream != null) {
            stream.unpark(current.deadline());
            stream.abort(reason);
            stream.close();
        }
        connection.cancel(id, reason);
    }
}
