package dev.mcpctl.daemon.http;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Carries a request from its event loop to a virtual thread of its own and the reply back: the one
 * class that crosses. {@link #close} ends streams at once, lets other requests finish until the
 * drain is over, then interrupts them.
 */
final class RequestThreads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestThreads.class);
    private static final int MAX_RUNNING = 4_096;

    private final Duration drain;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 1).factory());
    private final Semaphore running = new Semaphore(MAX_RUNNING);
    private final Set<Thread> streaming = ConcurrentHashMap.newKeySet();
    private volatile boolean isDraining;

    RequestThreads(Duration drain) {
        this.drain = drain;
    }

    /** Answers {@code request} on a thread of its own. Call on the event loop of {@code http}. */
    void answer(Endpoint endpoint, ApiRequest request, HttpServerRequest http, Context eventLoop) {
        if (isDraining) {
            throw new Problem(ProblemType.UNAVAILABLE, "mcpd is stopping");
        }
        if (!running.tryAcquire()) {
            throw new Problem(
                    ProblemType.TOO_MANY_REQUESTS,
                    "more than " + MAX_RUNNING + " requests are open; try again");
        }
        HttpServerResponse response = http.response();
        threads.execute(() -> {
            try {
                switch (reply(endpoint, request)) {
                    case Reply.Whole whole -> eventLoop.runOnContext(_ -> write(whole, response));
                    case Reply.Streamed streamed -> stream(streamed, response, eventLoop);
                }
            } finally {
                running.release();
            }
        });
    }

    /** Runs something that blocks and belongs to no endpoint. */
    void run(Runnable task) {
        threads.execute(task);
    }

    /** Writes a complete reply. On the event loop. */
    static void write(Reply.Whole reply, HttpServerResponse response) {
        if (response.closed() || response.ended() || response.headWritten()) {
            return;
        }
        response.setStatusCode(reply.status());
        reply.headers().forEach(response::putHeader);
        response.end(Buffer.buffer(reply.body()));
    }

    private static Reply reply(Endpoint endpoint, ApiRequest request) {
        try {
            return endpoint.answer(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ProblemReplies.of(
                    new Problem(ProblemType.UNAVAILABLE, "mcpd is stopping", e),
                    request.method(),
                    request.path());
        } catch (IOException | RuntimeException | Error e) {
            return ProblemReplies.of(e, request.method(), request.path());
        }
    }

    private void stream(Reply.Streamed reply, HttpServerResponse response, Context eventLoop) {
        ReplyStream stream = new ReplyStream(eventLoop, response);
        Thread writer = Thread.currentThread();
        streaming.add(writer);
        try {
            eventLoop.runOnContext(_ -> open(reply, response, stream, writer));
            if (!isDraining) {
                reply.writer().writeTo(stream);
            }
            stream.end();
        } catch (InterruptedException e) {
            stream.end();
        } catch (IOException e) {
            LOG.debug("stream ended: {}", e.getMessage());
            stream.abort();
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("stream failed");
            stream.abort();
        } finally {
            streaming.remove(writer);
        }
    }

    private void open(
            Reply.Streamed reply, HttpServerResponse response, ReplyStream stream, Thread writer) {
        if (response.closed()) {
            stream.closed();
            interrupt(writer);
            return;
        }
        response.setStatusCode(reply.status()).setChunked(true);
        reply.headers().forEach(response::putHeader);
        response.closeHandler(_ -> {
            stream.closed();
            interrupt(writer);
        });
        response.exceptionHandler(_ -> stream.closed());
        response.writeHead();
    }

    private void interrupt(Thread writer) {
        if (streaming.contains(writer)) {
            writer.interrupt();
        }
    }

    @Override
    public void close() {
        isDraining = true;
        streaming.forEach(Thread::interrupt);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
