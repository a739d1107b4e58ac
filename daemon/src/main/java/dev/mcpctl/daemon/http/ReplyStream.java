package dev.mcpctl.daemon.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The body of a streamed reply. {@link #write} blocks while the client is behind, and a client that
 * takes nothing at all for thirty seconds is closed. Used by the request's thread; the response
 * itself is touched on its event loop only.
 */
public final class ReplyStream {
    private static final long MAX_UNSENT_BYTES = 256 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Context eventLoop;
    private final HttpServerResponse response;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long unsentBytes; // guarded by lock
    private boolean isClosed; // guarded by lock; nothing that is written now arrives

    ReplyStream(Context eventLoop, HttpServerResponse response) {
        this.eventLoop = eventLoop;
        this.response = response;
    }

    /**
     * Hands the bytes over and waits while too many are unsent.
     *
     * @throws IOException the client has gone, or was too slow and is gone now
     */
    public void write(byte[] bytes) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            awaitRoom();
            unsentBytes += bytes.length;
        } finally {
            lock.unlock();
        }
        eventLoop.runOnContext(_ -> send(bytes));
    }

    public boolean isClosed() {
        lock.lock();
        try {
            return isClosed;
        } finally {
            lock.unlock();
        }
    }

    /** The connection is gone. On the event loop. */
    void closed() {
        lock.lock();
        try {
            isClosed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the body; what was written before is sent first. */
    void end() {
        eventLoop.runOnContext(_ -> {
            if (!response.closed() && !response.ended()) {
                response.end();
            }
        });
    }

    /** Breaks the connection off, so that the client does not take the body for complete. */
    void abort() {
        closed();
        eventLoop.runOnContext(_ -> response.reset());
    }

    private void awaitRoom() throws IOException, InterruptedException {
        long before = unsentBytes;
        long patienceNanos = PATIENCE.toNanos();
        while (!isClosed && unsentBytes > MAX_UNSENT_BYTES) {
            patienceNanos = changed.awaitNanos(patienceNanos);
            if (unsentBytes < before) {
                before = unsentBytes;
                patienceNanos = PATIENCE.toNanos();
            } else if (patienceNanos <= 0) {
                abort();
            }
        }
        if (isClosed) {
            throw new IOException("the client has gone");
        }
    }

    private void send(byte[] bytes) {
        if (response.closed() || response.ended()) {
            closed();
            return;
        }
        response.write(Buffer.buffer(bytes)).onComplete(_ -> sent(bytes.length));
    }

    private void sent(int bytes) {
        lock.lock();
        try {
            unsentBytes -= bytes;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
