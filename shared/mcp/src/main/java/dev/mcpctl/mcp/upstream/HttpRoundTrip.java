package dev.mcpctl.mcp.upstream;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One HTTP request to a server and its response: the place where bytes cross from an event loop to
 * the thread that waits for them. That thread blocks; the event loop is slowed down (by not reading
 * on) when the thread does not keep up.
 */
final class HttpRoundTrip implements AutoCloseable {
    private static final int CROWDED_BYTES = 1024 * 1024;
    private static final Duration LAST_BYTES = Duration.ofSeconds(5);

    private final Context eventLoop;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> chunks = new ArrayDeque<>(); // guarded by lock, as is all below
    private int waitingBytes;
    private boolean isPaused;
    private boolean isComplete;
    private boolean isGathering; // a body that is read at once wakes nobody until it is whole
    private boolean isDiscarding;
    private Runnable lastBytes = () -> {}; // stops the clock that close() set going
    private Runnable beforeWaiting = () -> {};
    private @Nullable IOException failure;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private int status;
    private MultiMap headers = MultiMap.caseInsensitiveMultiMap();

    private HttpRoundTrip(Context eventLoop) {
        this.eventLoop = eventLoop;
    }

    /**
     * Sends a request. Returns at once; what comes of it is waited for by {@link #status} and
     * {@link #next}.
     */
    static HttpRoundTrip send(
            Context eventLoop,
            HttpClientAgent client,
            HttpMethod method,
            URI address,
            Map<String, String> headers,
            byte[] body,
            Duration connectTimeout) {
        RequestOptions options =
                new RequestOptions()
                        .setMethod(method)
                        .setAbsoluteURI(address.toString())
                        .setConnectTimeout(connectTimeout.toMillis());
        headers.forEach(options::putHeader);
        return send(eventLoop, client, options, body);
    }

    /** As {@link #send(Context, HttpClientAgent, HttpMethod, URI, Map, byte[], Duration)}. */
    static HttpRoundTrip send(
            Context eventLoop, HttpClientAgent client, RequestOptions options, byte[] body) {
        var trip = new HttpRoundTrip(eventLoop);
        options.setFollowRedirects(false);
        eventLoop.runOnContext(_ ->
                Future.succeededFuture(options)
                        .compose(client::request) // a client that was closed throws
                        .compose(request -> {
                            trip.began(request);
                            return body.length == 0
                                    ? request.send()
                                    : request.send(Buffer.buffer(body));
                        })
                        .onSuccess(trip::answered)
                        .onFailure(trip::failed));
        return trip;
    }

    private void began(HttpClientRequest started) {
        boolean isUnwanted;
        lock.lock();
        try {
            request = started;
            isUnwanted = failure != null;
        } finally {
            lock.unlock();
        }
        if (isUnwanted) {
            started.reset();
        }
    }

    private void answered(HttpClientResponse answer) {
        answer.handler(chunk -> take(chunk.getBytes()));
        answer.endHandler(_ -> complete());
        answer.exceptionHandler(this::failed);
        lock.lock();
        try {
            response = answer;
            status = answer.statusCode();
            headers = answer.headers();
            String type = headers.get("Content-Type");
            isGathering = type == null || !type.startsWith("text/event-stream");
            if (!isGathering) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void take(byte[] chunk) {
        lock.lock();
        try {
            if (isDiscarding) {
                return;
            }
            chunks.add(chunk);
            waitingBytes += chunk.length;
            if (waitingBytes > CROWDED_BYTES && !isPaused && response != null) {
                isPaused = true;
                isGathering = false;
                response.pause();
            }
            if (!isGathering) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void complete() {
        lock.lock();
        try {
            isComplete = true;
            isGathering = false;
            lastBytes.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void failed(Throwable why) {
        lock.lock();
        try {
            if (failure == null && !isComplete) {
                String message = why.getMessage();
                failure =
                        new IOException(
                                message == null ? why.getClass().getSimpleName() : message, why);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The status, once a stream has begun, or another response is whole or larger than is held.
     *
     * @throws IOException when the request failed or was aborted
     * @throws TimeoutException when it did not begin in time
     */
    int status(Duration patience) throws IOException, TimeoutException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (response == null || isGathering) {
                throwFailure();
                beforeWaiting.run();
                left = await(left);
            }
            return status;
        } finally {
            lock.unlock();
        }
    }

    /** A header of the response; asked after {@link #status}. */
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(String::strip);
    }

    /** Every header of that name; asked after {@link #status}. */
    List<String> headers(String name) {
        return headers.getAll(name);
    }

    /**
     * The next bytes of the body; empty at its end.
     *
     * @throws IOException when the connection broke or the trip was aborted
     * @throws TimeoutException when nothing came in time
     */
    byte[] next(Duration patience) throws IOException, TimeoutException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (chunks.isEmpty()) {
                throwFailure();
                if (isComplete) {
                    return new byte[0];
                }
                beforeWaiting.run();
                left = await(left);
            }
            byte[] chunk = chunks.remove();
            waitingBytes -= chunk.length;
            if (isPaused && waitingBytes < CROWDED_BYTES / 2) {
                isPaused = false;
                resume();
            }
            return chunk;
        } finally {
            lock.unlock();
        }
    }

    private void resume() {
        HttpClientResponse paused = response;
        if (paused != null) {
            eventLoop.runOnContext(_ -> paused.resume());
        }
    }

    private void throwFailure() throws IOException {
        IOException known = failure;
        if (known != null) {
            throw new IOException(known.getMessage(), known);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the loops are the callers'
    private long await(long nanos) throws IOException, TimeoutException {
        if (nanos <= 0) {
            throw new TimeoutException();
        }
        long due = System.nanoTime() + nanos;
        try (var _ = Alarm.set(() -> due, this::wake)) {
            changed.await();
            return due - System.nanoTime();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /**
     * Has whoever is about to wait, or is woken, run that first: it may throw, and waiting can be
     * gone on with.
     */
    void beforeWaiting(Runnable run) {
        lock.lock();
        try {
            beforeWaiting = run;
        } finally {
            lock.unlock();
        }
    }

    /** Has whoever waits look again. Any thread. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Breaks it off: the server sees its stream closed, whoever waits gets an exception. Any
     * thread; a second call does nothing.
     */
    void abort(String why) {
        HttpClientRequest started;
        lock.lock();
        try {
            if (isComplete || failure != null) {
                return;
            }
            failure = new IOException(why);
            started = request;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (started != null) {
            eventLoop.runOnContext(_ -> started.reset());
        }
    }

    /**
     * Nothing more is wanted. What still comes is thrown away for a short while, so that the
     * connection can be used again.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            if (isComplete || failure != null) {
                return;
            }
            isDiscarding = true;
            chunks.clear();
            if (isPaused) {
                isPaused = false;
                resume();
            }
            Vertx vertx = eventLoop.owner();
            long timer = vertx.setTimer(LAST_BYTES.toMillis(), _ -> abort("not ended in time"));
            lastBytes = () -> vertx.cancelTimer(timer);
        } finally {
            lock.unlock();
        }
    }
}
