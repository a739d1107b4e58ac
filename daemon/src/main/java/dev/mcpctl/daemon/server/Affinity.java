package dev.mcpctl.daemon.server;

import dev.mcpctl.mcp.exchange.Caller;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Which conversation went to which instance of one server. A memory, nothing more: what it forgets
 * is routed anew. Bounded; what was idle for long goes first. Any thread.
 */
final class Affinity {
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final int MAX_CONVERSATIONS = 10_000;

    private final ConcurrentMap<Conversation, Seat> seats = new ConcurrentHashMap<>();
    private final AtomicBoolean isSweeping = new AtomicBoolean();
    private final int limit;
    private volatile long sweptNanos = System.nanoTime();

    /** Whose it is and what its owner calls it: two principals never share one. */
    record Conversation(String principal, String handle) {
        /** Null for a client that keeps none. */
        static @Nullable Conversation of(Caller caller) {
            return caller.conversation().isEmpty()
                    ? null
                    : new Conversation(caller.principal(), caller.conversation());
        }
    }

    private static final class Seat {
        private final Replica replica;
        private volatile long usedNanos = System.nanoTime();
        private volatile boolean isTaken; // something was sent there

        private Seat(Replica replica) {
            this.replica = replica;
        }

        private boolean isIdle(long nowNanos) {
            return nowNanos - usedNanos > IDLE.toNanos();
        }
    }

    Affinity() {
        this(MAX_CONVERSATIONS);
    }

    Affinity(int limit) {
        this.limit = limit;
    }

    /** Where it went before, whether that one still serves or not; null when that is not known. */
    @Nullable Replica of(Conversation conversation) {
        Seat seat = seats.get(conversation);
        if (seat == null) {
            return null;
        }
        seat.usedNanos = System.nanoTime();
        return seat.replica;
    }

    /**
     * The conversation goes there from now on, unless another of its calls has just been sent
     * elsewhere.
     *
     * @return where it goes
     */
    Replica settle(Conversation conversation, Replica replica) {
        sweepWhenDue();
        return seats.compute(
                        conversation,
                        (_, seat) ->
                                seat != null && seat.replica.now().isServing()
                                        ? seat
                                        : new Seat(replica))
                .replica;
    }

    /** A call of it was sent there, if that is where it goes. */
    void uses(Conversation conversation, Replica replica) {
        Seat seat = seats.get(conversation);
        if (seat != null && seat.replica.equals(replica)) {
            seat.isTaken = true;
        }
    }

    /** Has it go elsewhere; false when it cannot, since calls of it were sent there. */
    boolean leaves(Conversation conversation, Replica replica) {
        Seat seat =
                seats.computeIfPresent(
                        conversation,
                        (_, known) ->
                                known.replica.equals(replica) && !known.isTaken ? null : known);
        return seat == null || !seat.replica.equals(replica);
    }

    void forget(Conversation conversation) {
        seats.remove(conversation);
    }

    /** That instance is gone for good. */
    void forget(Replica replica) {
        seats.values().removeIf(seat -> seat.replica.equals(replica));
    }

    int size() {
        return seats.size();
    }

    private void sweepWhenDue() {
        long now = System.nanoTime();
        boolean isDue = seats.size() >= limit || now - sweptNanos > IDLE.toNanos();
        if (isDue && isSweeping.compareAndSet(false, true)) {
            try {
                sweptNanos = now;
                seats.values().removeIf(seat -> seat.isIdle(now));
                if (seats.size() >= limit) {
                    dropLongestUnused();
                }
            } finally {
                isSweeping.set(false);
            }
        }
    }

    /** An eighth of all at once, so that looking for them is rare. */
    private void dropLongestUnused() {
        record Use(Conversation conversation, long nanos) {}
        List<Use> uses =
                seats.entrySet().stream()
                        .map((Map.Entry<Conversation, Seat> entry) ->
                                new Use(entry.getKey(), entry.getValue().usedNanos))
                        .sorted((one, other) -> Long.signum(one.nanos() - other.nanos()))
                        .toList();
        uses.subList(0, Math.min(uses.size(), Math.max(1, limit / 8)))
                .forEach(use -> seats.remove(use.conversation()));
    }
}
