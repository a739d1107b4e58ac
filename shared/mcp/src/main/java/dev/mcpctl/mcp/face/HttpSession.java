package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A handshake-era session over HTTP: who uses it just now, and on which stream it is told things
 * unasked.
 */
final class HttpSession implements AutoCloseable {
    private final LegacySession legacy;
    private final AtomicInteger users = new AtomicInteger();
    private volatile long lastUsedNanos = System.nanoTime();
    private @Nullable HttpExchange stream; // guarded by this

    HttpSession(LegacySession legacy) {
        this.legacy = legacy;
    }

    LegacySession legacy() {
        return legacy;
    }

    /** A request or a stream begins. */
    void entered() {
        users.incrementAndGet();
    }

    void left() {
        lastUsedNanos = System.nanoTime();
        users.decrementAndGet();
    }

    boolean isIdle(Duration limit) {
        return users.get() == 0 && System.nanoTime() - lastUsedNanos > limit.toNanos();
    }

    /** Sends what belongs to no request on this stream from now on. */
    void streams(HttpExchange opened) {
        HttpExchange replaced;
        synchronized (this) {
            replaced = stream;
            stream = opened;
        }
        entered();
        Predicate<Notification> outlet = event -> !opened.isGone() && opened.offer(event);
        opened.accepted();
        opened.onDrained(legacy.outbox()::flush);
        legacy.outbox().attach(outlet);
        opened.onDisconnect(() -> {
            legacy.outbox().detach(outlet);
            left();
        });
        if (replaced != null && !replaced.isGone()) {
            replaced.endStream();
            left();
        }
    }

    @Override
    public void close() {
        HttpExchange open;
        synchronized (this) {
            open = stream;
            stream = null;
        }
        legacy.close();
        if (open != null) {
            open.endStream();
        }
    }
}
