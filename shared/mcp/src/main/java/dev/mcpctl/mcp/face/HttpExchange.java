package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.message.JsonRpcMessage;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One HTTP request and its response: the place where messages cross between an event loop and the
 * threads that block. The answer is JSON when it is ready first, and an SSE stream as soon as
 * something else has to be said before it. All that is written is written on the event loop, in the
 * order in which it was asked for.
 */
final class HttpExchange {
    /** With more than this unsent, what can wait is refused. */
    private static final int CROWDED_BYTES = 1024 * 1024;

    private static final String MESSAGE = "message";
    private static final Buffer MESSAGE_START = eventStart(MESSAGE);
    private static final Buffer EVENT_END = Buffer.buffer("\n\n");
    private static final Buffer COMMENT = Buffer.buffer(": keep-alive\n\n");

    private final Context eventLoop;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final MultiMap headers;
    private final AtomicLong unsentBytes = new AtomicLong();
    private final List<Runnable> onDisconnect = new ArrayList<>(1); // guarded by itself
    private byte[] body = {};
    private volatile Runnable drained = () -> {};
    private volatile Runnable ended = () -> {};
    private volatile boolean wasCrowded;
    private volatile boolean isGone; // the client has left, or the response has ended
    private volatile boolean mayStream;
    private volatile long maxUnsentBytes = Long.MAX_VALUE;
    private volatile long lastWriteNanos = System.nanoTime();
    private boolean isStreaming; // of the event loop

    private HttpExchange(Context eventLoop, HttpServerRequest request) {
        this.eventLoop = eventLoop;
        this.request = request;
        this.response = request.response();
        this.headers = MultiMap.caseInsensitiveMultiMap().addAll(request.headers());
        response.closeHandler(_ -> disconnected());
        response.exceptionHandler(_ -> disconnected());
    }

    /**
     * Takes a request in with its body. Call it on the request's event loop.
     *
     * @param whenRead called there, once, with a complete request
     * @param whenTooLarge called there instead, as soon as the body is known to be larger than
     *     {@code maxBytes}
     */
    static void read(
            Context eventLoop,
            HttpServerRequest request,
            int maxBytes,
            Consumer<HttpExchange> whenRead,
            Consumer<HttpExchange> whenTooLarge) {
        var exchange = new HttpExchange(eventLoop, request);
        Buffer collected = Buffer.buffer();
        request.handler(chunk -> {
            if (collected.length() <= maxBytes) {
                collected.appendBuffer(chunk);
                if (collected.length() > maxBytes) {
                    whenTooLarge.accept(exchange);
                }
            }
        });
        request.endHandler(_ -> {
            if (collected.length() <= maxBytes) {
                exchange.body = collected.getBytes();
                whenRead.accept(exchange);
            }
        });
        request.resume();
    }

    /** The body; taken out, so that it does not outlive its use. */
    byte[] takeBody() {
        byte[] taken = body;
        body = new byte[0];
        return taken;
    }

    /**
     * Runs {@code reaction} once there is nothing more to be done here; at once when that is so
     * already.
     */
    void onEnd(Runnable reaction) {
        ended = reaction;
        if (isGone) {
            reaction.run();
        }
    }

    /** A header's value, all of them joined when it came more than once. */
    Optional<String> header(String name) {
        List<String> values = headers.getAll(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values).strip());
    }

    /**
     * Runs {@code reaction} when the client leaves before the response has ended; at once when it
     * has left.
     */
    void onDisconnect(Runnable reaction) {
        synchronized (onDisconnect) {
            if (!isGone) {
                onDisconnect.add(reaction);
                return;
            }
        }
        reaction.run();
    }

    /** Runs {@code reaction} whenever, after something was refused, the client has caught up. */
    void onDrained(Runnable reaction) {
        drained = reaction;
    }

    /**
     * From now on the answer is under way, so that a long wait for it may be filled with comments.
     */
    void accepted() {
        mayStream = true;
    }

    /** Opens the stream now, before there is anything to say. */
    void openStream() {
        eventLoop.runOnContext(_ -> startStream());
    }

    /** Answers with a status, headers {@code name, value, …} and perhaps a message, all at once. */
    void answer(int status, @Nullable JsonRpcMessage message, String... namesAndValues) {
        byte[] bytes = message == null ? new byte[0] : message.toBytes();
        answerBytes(status, bytes, namesAndValues);
    }

    void answerBytes(int status, byte[] json, String... namesAndValues) {
        eventLoop.runOnContext(_ -> {
            if (isGone) {
                return;
            }
            if (isStreaming) {
                unsentBytes.addAndGet(json.length);
                writeEvent(MESSAGE_START, json);
                end();
                return;
            }
            response.setStatusCode(status);
            for (int i = 0; i < namesAndValues.length; i += 2) {
                response.putHeader(namesAndValues[i], namesAndValues[i + 1]);
            }
            if (json.length > 0) {
                response.putHeader("Content-Type", "application/json");
            }
            left();
            response.end(Buffer.buffer(json));
        });
    }

    /** Sends a message on the stream, or answers false when the client is too slow just now. */
    boolean offer(JsonRpcMessage message) {
        if (isCrowded()) {
            return isGone;
        }
        send(message);
        return true;
    }

    /** Whether the client is too slow just now for what can wait; it will be told of as drained. */
    boolean isCrowded() {
        boolean isCrowded = unsentBytes.get() > CROWDED_BYTES;
        wasCrowded |= isCrowded;
        return isCrowded;
    }

    /** Sends a message on the stream, however slow the client is. */
    void send(JsonRpcMessage message) {
        if (isGone) {
            return;
        }
        sendEvent(MESSAGE_START, message.toBytes());
    }

    /** Sends a message as an event by which the client can say how far it came. */
    void sendNumbered(String id, byte[] json) {
        sendEvent(Buffer.buffer("id: " + id + "\n").appendBuffer(MESSAGE_START), json);
    }

    /**
     * Opens the stream with an event that says nothing but from where to go on, and how long to
     * wait before.
     */
    void sendPriming(String id, Duration retry) {
        String start = "id: " + id + "\nretry: " + retry.toMillis() + "\ndata: ";
        sendEvent(Buffer.buffer(start), new byte[0]);
    }

    /** Sends an event of this type on the stream; {@code data} is one line. */
    void sendEvent(String type, String data) {
        sendEvent(eventStart(type), data.getBytes(StandardCharsets.UTF_8));
    }

    private void sendEvent(Buffer start, byte[] data) {
        if (isGone) {
            return;
        }
        long unsent = unsentBytes.addAndGet(data.length);
        eventLoop.runOnContext(_ -> {
            if (unsent > maxUnsentBytes) {
                breakOff();
                return;
            }
            startStream();
            writeEvent(start, data);
        });
    }

    /** The client is treated as gone; its connection closes as soon as it reads on. */
    private void breakOff() {
        if (!isGone) {
            disconnected();
            if (request.version() == HttpVersion.HTTP_2) {
                response.reset();
            } else {
                request.connection().close();
            }
        }
    }

    /** A client with more than this unsent is given up. */
    void limitUnsent(long bytes) {
        maxUnsentBytes = bytes;
    }

    /** Ends the stream. */
    void endStream() {
        eventLoop.runOnContext(_ -> end());
    }

    /** Fills a silence that has lasted until now. */
    void pulse(long silenceNanos) {
        if (mayStream && !isGone && System.nanoTime() - lastWriteNanos >= silenceNanos) {
            eventLoop.runOnContext(_ -> {
                startStream();
                if (!isGone) {
                    written(COMMENT);
                }
            });
        }
    }

    boolean isGone() {
        return isGone;
    }

    private void startStream() {
        if (isStreaming || isGone) {
            return;
        }
        isStreaming = true;
        response.setStatusCode(200)
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-cache, no-transform")
                .putHeader("X-Accel-Buffering", "no");
        response.writeHead();
    }

    private static Buffer eventStart(String type) {
        return Buffer.buffer("event: " + type + "\ndata: ");
    }

    private void writeEvent(Buffer start, byte[] json) {
        if (isGone) {
            return;
        }
        response.write(start);
        if (json.length > 0) {
            response.write(Buffer.buffer(json));
        }
        written(EVENT_END)
                .onComplete(_ -> {
                    if (unsentBytes.addAndGet(-json.length) == 0 && wasCrowded) {
                        wasCrowded = false;
                        drained.run();
                    }
                });
    }

    private Future<Void> written(Buffer last) {
        lastWriteNanos = System.nanoTime();
        return response.write(last);
    }

    private void end() {
        if (!isGone) {
            startStream();
            left();
            response.end();
        }
    }

    /** Whatever was to be done at a disconnect is not to be done any more. */
    private void left() {
        synchronized (onDisconnect) {
            isGone = true;
            onDisconnect.clear();
        }
        ended.run();
    }

    private void disconnected() {
        List<Runnable> due;
        synchronized (onDisconnect) {
            if (isGone) {
                return;
            }
            isGone = true;
            due = List.copyOf(onDisconnect);
            onDisconnect.clear();
        }
        due.forEach(Runnable::run);
        ended.run();
    }

    /** Answers at once and breaks off: what is still being sent to us is not wanted. */
    void refuseRest(int status, JsonRpcMessage message) {
        byte[] bytes = message.toBytes();
        boolean hasOwnConnection = request.version() != HttpVersion.HTTP_2;
        left();
        response.setStatusCode(status).putHeader("Content-Type", "application/json");
        if (hasOwnConnection) {
            response.putHeader("Connection", "close");
        }
        response.end(Buffer.buffer(bytes))
                .onComplete(_ -> {
                    if (hasOwnConnection) {
                        request.connection().close();
                    } else {
                        response.reset();
                    }
                });
    }
}
