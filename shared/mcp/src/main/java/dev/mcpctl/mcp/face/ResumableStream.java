package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.message.JsonRpcMessage;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * One stream of a handshake-era session. What goes out on it is numbered and kept for a while, so
 * that a client whose connection broke can have the rest: what was sent and may not have arrived,
 * and what had nobody to be sent to. Safe on any thread; never blocks.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#resumability-and-redelivery
 */
final class ResumableStream {
    /** How long a client is to wait before it comes back. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private static final int MAX_KEPT = 1_000;

    /** An event; 1 is the first of its stream. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, compared by nobody
    private record Event(int number, byte[] json) {}

    private final int number;
    private final boolean isPrimed;
    private final ReplayBudget budget;
    private final Deque<Event> kept = new ArrayDeque<>(); // guarded by this, as is all below
    private int last; // number of the newest event
    private int lost; // number of the newest one that is not kept: behind it nobody can go on
    private @Nullable HttpExchange outlet;
    private boolean isFinished;
    private boolean isDiscarded;
    private long finishedNanos;

    /**
     * @param number unique in its session
     * @param isPrimed whether it begins with an event without data, from which its client can go on
     *     before there was any other
     */
    ResumableStream(int number, boolean isPrimed, ReplayBudget budget) {
        this.number = number;
        this.isPrimed = isPrimed;
        this.budget = budget;
    }

    /** Sends through this exchange from now on, in which it opens the stream. */
    synchronized void open(HttpExchange exchange) {
        use(exchange);
        if (isPrimed) {
            exchange.sendPriming(eventId(last), RETRY);
        }
    }

    private void use(HttpExchange exchange) {
        HttpExchange replaced = outlet;
        outlet = exchange;
        if (replaced != null) {
            replaced.endStream();
        }
        exchange.openStream();
    }

    /**
     * Sends a message, or keeps it for a client that is away; answers false when the client is too
     * slow just now.
     */
    synchronized boolean offer(JsonRpcMessage message) {
        HttpExchange open = outlet;
        if (open != null && open.isCrowded()) {
            return open.isGone();
        }
        send(message);
        return true;
    }

    /** Sends a message, however slow the client is, or keeps it for one that is away. */
    synchronized void send(JsonRpcMessage message) {
        var event = new Event(++last, message.toBytes());
        keep(event);
        HttpExchange open = outlet;
        if (open != null) {
            open.sendNumbered(eventId(event.number()), event.json());
        }
    }

    private void keep(Event event) {
        if (isDiscarded || !budget.take(event.json().length)) {
            lost = event.number();
            return;
        }
        kept.addLast(event);
        if (kept.size() > MAX_KEPT) {
            Event oldest = kept.removeFirst();
            budget.give(oldest.json().length);
            lost = Math.max(lost, oldest.number());
        }
    }

    /** Ends it, with the answer if there is one. */
    synchronized void finish(Optional<? extends JsonRpcMessage> answer) {
        answer.ifPresent(this::send);
        isFinished = true;
        finishedNanos = System.nanoTime();
        HttpExchange open = outlet;
        if (open != null) {
            open.endStream();
        }
    }

    /**
     * Goes on in this exchange behind an event that was sent before: what followed it is sent
     * again.
     *
     * @return false when something of that is not kept any more
     */
    synchronized boolean resume(HttpExchange exchange, int behind) {
        if (behind < lost || behind > last) {
            return false;
        }
        use(exchange);
        for (Event event : kept) {
            if (event.number() > behind) {
                exchange.sendNumbered(eventId(event.number()), event.json());
            }
        }
        if (isFinished) {
            exchange.endStream();
        }
        return true;
    }

    synchronized boolean isOver(Duration since) {
        return isFinished && System.nanoTime() - finishedNanos >= since.toNanos();
    }

    /** Keeps nothing any more. */
    synchronized void discard() {
        isDiscarded = true;
        lost = last;
        kept.forEach(event -> budget.give(event.json().length));
        kept.clear();
    }

    private String eventId(int event) {
        return number + "-" + event;
    }
}
