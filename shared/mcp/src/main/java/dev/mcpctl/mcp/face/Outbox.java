package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Changes on their way to a client that may be slow or away. Of changes to the same thing the
 * latest waits, so that what waits is bounded by what there is to change.
 */
final class Outbox {
    private static final int MAX_WAITING = 10_000;

    private final Map<String, Notification> waiting = new LinkedHashMap<>(); // guarded by this
    private @Nullable Predicate<Notification> outlet; // guarded by this

    /** Sends now, or when the outlet can take it. */
    synchronized void put(Notification change) {
        String key = change.method() + ' ' + change.params().text("uri").orElse("");
        waiting.remove(key);
        if (waiting.size() < MAX_WAITING) {
            waiting.put(key, change);
        }
        flush();
    }

    /**
     * Sends through {@code to} from now on.
     *
     * @param to answers false when it cannot take it now, and {@link #flush} is called later; must
     *     not block
     */
    synchronized void attach(Predicate<Notification> to) {
        outlet = to;
        flush();
    }

    /** Stops sending through {@code from}, unless another took its place. */
    synchronized void detach(Predicate<Notification> from) {
        if (from.equals(outlet)) {
            outlet = null;
        }
    }

    synchronized void flush() {
        Predicate<Notification> to = outlet;
        var next = waiting.values().iterator();
        while (to != null && next.hasNext() && to.test(next.next())) {
            next.remove();
        }
    }
}
