package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.wire.Revision;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A handshake-era session over HTTP: who uses it just now, and on which stream it is told things
 * unasked.
 */
final class HttpSession implements AutoCloseable {
    private final LegacySession legacy;
    private final SessionStreams streams;
    private final AtomicInteger users = new AtomicInteger();
    private volatile long lastUsedNanos = System.nanoTime();
    private @Nullable HttpExchange stream; // guarded by this
    private Runnable streamLeft = () -> {}; // guarded by this; counts for one however often it runs

    HttpSession(LegacySession legacy, ReplayBudget budget) {
        this.legacy = legacy;
        // Clients of older revisions try to read an event without data as a message.
        this.streams =
                new SessionStreams(!legacy.revision().isBefore(Revision.V2025_11_25), budget);
    }

    SessionStreams streams() {
        return streams;
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

    /** Sends what belongs to no request in this exchange from now on. */
    void streams(HttpExchange opened) {
        streams.standalone().open(opened);
        attach(opened);
    }

    /**
     * Goes on with a stream in this exchange.
     *
     * @param lastEventId what the client saw of it last
     * @return false when that is not possible any more
     */
    boolean resumes(HttpExchange opened, String lastEventId) {
        if (!streams.resume(opened, lastEventId)) {
            return false;
        }
        if (SessionStreams.isOfStandalone(lastEventId)) {
            attach(opened);
        } else {
            opened.accepted();
            entered();
            left();
        }
        return true;
    }

    private void attach(HttpExchange opened) {
        var hasLeft = new AtomicBoolean();
        Runnable leave =
                () -> {
                    if (hasLeft.compareAndSet(false, true)) {
                        left();
                    }
                };
        Runnable replaced;
        synchronized (this) {
            replaced = streamLeft;
            stream = opened;
            streamLeft = leave;
        }
        entered();
        replaced.run();
        ResumableStream standalone = streams.standalone();
        Predicate<Notification> outlet = event -> !opened.isGone() && standalone.offer(event);
        opened.accepted();
        opened.onDrained(legacy.outbox()::flush);
        legacy.outbox().attach(outlet);
        opened.onDisconnect(() -> {
            legacy.outbox().detach(outlet);
            leave.run();
        });
    }

    @Override
    public void close() {
        HttpExchange open;
        synchronized (this) {
            open = stream;
            stream = null;
        }
        legacy.close();
        streams.close();
        if (open != null) {
            open.endStream();
        }
    }
}
