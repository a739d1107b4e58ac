package dev.mcpctl.db.feed;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One reader's place in the feed. It has a bounded queue of its own: a reader that does not keep up
 * is closed and delays nobody. Used by one thread at a time; {@link #close} from any.
 */
public final class Subscription implements AutoCloseable {
    private static final int BACKLOG_PAGE = 500;

    private enum State {
        OPEN,
        CLOSED,
        OVERFLOWED
    }

    private final ChangeFeed feed;
    private final int capacity;
    private final Deque<Change> backlog = new ArrayDeque<>(); // the reader's own
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Deque<Change> queue = new ArrayDeque<>(); // guarded by lock
    private State state = State.OPEN; // guarded by lock
    private long cursor; // the reader's own: everything up to here was handed out or is in backlog
    private final long liveFrom; // what comes after is delivered, what comes before is read

    Subscription(ChangeFeed feed, long fromExclusive, long liveFrom, int capacity) {
        this.feed = feed;
        this.cursor = fromExclusive;
        this.liveFrom = liveFrom;
        this.capacity = capacity;
    }

    /**
     * Waits for the next change; empty when {@code patience} is over. Throws a problem of type gone
     * when this reader was closed because it did not keep up (list again and subscribe anew), of
     * type unavailable when it or the feed was closed, or when its backlog cannot be read (asking
     * again goes on from the same place).
     */
    public Optional<Change> next(Duration patience) throws InterruptedException {
        if (backlog.isEmpty() && cursor < liveFrom) {
            readBacklog();
        }
        Change early = backlog.poll();
        if (early != null) {
            cursor = early.position();
            return Optional.of(early);
        }
        return nextDelivered(patience.toNanos());
    }

    @Override
    public void close() {
        end(State.CLOSED);
        feed.forget(this);
    }

    /** Never blocks. False: this reader did not keep up and is closed now. */
    boolean offer(Change change) {
        lock.lock();
        try {
            if (state == State.OPEN && queue.size() < capacity) {
                queue.add(change);
                moved.signal();
                return true;
            }
        } finally {
            lock.unlock();
        }
        overflow();
        return false;
    }

    void overflow() {
        end(State.OVERFLOWED);
    }

    private void end(State end) {
        lock.lock();
        try {
            if (state == State.OPEN) {
                state = end;
                queue.clear();
            }
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Optional<Change> nextDelivered(long patienceNanos) throws InterruptedException {
        long left = patienceNanos;
        lock.lockInterruptibly();
        try {
            while (true) {
                switch (state) {
                    case OVERFLOWED ->
                            throw new Problem(
                                    ProblemType.GONE,
                                    "this reader of the change feed did not keep up; list again");
                    case CLOSED ->
                            throw new Problem(ProblemType.UNAVAILABLE, "the change feed is closed");
                    case OPEN -> {
                        Change change = queue.poll();
                        if (change != null && change.position() > cursor) {
                            cursor = change.position();
                            return Optional.of(change);
                        }
                        if (change == null) {
                            if (left <= 0) {
                                return Optional.empty();
                            }
                            left = moved.awaitNanos(left);
                        }
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void readBacklog() {
        for (Change change : feed.read(cursor, BACKLOG_PAGE)) {
            if (change.position() <= liveFrom) {
                backlog.add(change);
            }
        }
        if (backlog.isEmpty()) {
            cursor = liveFrom; // positions in between were drawn and rolled back
        }
    }
}
