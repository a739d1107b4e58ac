package dev.mcpctl.mcp.face;

import io.vertx.core.Vertx;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Opens the stream of every answer that takes a while, so that its client has something to come
 * back with. One timer for all of them, and none while nothing is open. Safe on any thread.
 */
final class SlowReplies {
    private final Vertx vertx;
    private final Duration patience;
    private final Set<RequestReply> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean isTicking = new AtomicBoolean();

    /**
     * @param patience how long an answer may take before; up to twice as much
     */
    SlowReplies(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
    }

    void add(RequestReply reply) {
        open.add(reply);
        tickSoon();
    }

    void remove(RequestReply reply) {
        open.remove(reply);
    }

    private void tickSoon() {
        if (isTicking.compareAndSet(false, true)) {
            long _ = vertx.setTimer(Math.max(1, patience.toMillis()), _ -> tick());
        }
    }

    private void tick() {
        open.forEach(reply -> reply.openAfter(patience));
        isTicking.set(false);
        if (!open.isEmpty()) {
            tickSoon();
        }
    }
}
