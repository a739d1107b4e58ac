package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/**
 * The answer to one request of a handshake-era session: JSON when it is ready soon, else a stream
 * to which the client can come back. Safe on any thread; never blocks.
 */
final class RequestReply implements ClientChannel {
    private final HttpExchange exchange;
    private final SessionStreams streams;
    private final long begunNanos = System.nanoTime();
    private @Nullable ResumableStream stream; // guarded by this
    private boolean isFinished; // guarded by this

    RequestReply(HttpExchange exchange, SessionStreams streams) {
        this.exchange = exchange;
        this.streams = streams;
    }

    /** Opens the stream if the answer has not come in this time. */
    void openAfter(Duration patience) {
        if (System.nanoTime() - begunNanos >= patience.toNanos()) {
            open();
        }
    }

    /** Opens the stream, unless that has been done or nobody is there to learn of it. */
    synchronized void open() {
        if (stream == null && !isFinished && !exchange.isGone()) {
            stream = streams.add();
            stream.open(exchange);
        }
    }

    @Override
    public synchronized void offer(Notification notification) {
        open();
        ResumableStream opened = stream;
        if (opened != null && !isFinished) {
            boolean _ = opened.offer(notification);
        }
    }

    @Override
    public synchronized boolean send(JsonRpcMessage message) {
        open();
        ResumableStream opened = stream;
        if (opened == null || isFinished) {
            return false;
        }
        opened.send(message);
        return true;
    }

    /** Ends it; without an answer when the client has given the request up. */
    synchronized void finish(Optional<Response> answer) {
        isFinished = true;
        ResumableStream opened = stream;
        if (opened != null) {
            opened.finish(answer);
        } else {
            answer.ifPresentOrElse(response -> exchange.answer(200, response), exchange::endStream);
        }
    }
}
