package dev.mcpctl.db.feed;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The record of every change, in the order in which changes became visible, and the way to follow
 * it. Any thread.
 */
public final class ChangeFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
    private static final int PAGE = 500;
    private static final Duration PRUNE_EVERY = Duration.ofHours(1);

    /** How far a reader may fall behind: an apply of the largest manifest fits. */
    private static final int QUEUE_CAPACITY = 20_000;

    private final FeedTable table;
    private final Duration retention;
    private final FeedListener listener;
    private final Thread pruner;
    private final ReentrantLock fanOut = new ReentrantLock();
    private final List<Subscription> subscriptions = new ArrayList<>(); // guarded by fanOut
    private long delivered; // guarded by fanOut: everything up to here was handed to them
    private boolean isClosed; // guarded by fanOut
    private final int queueCapacity;

    /**
     * Starts to listen.
     *
     * @param connections for the one connection that listens
     */
    public ChangeFeed(FeedTable table, Connections connections, Duration retention) {
        this(table, connections, retention, QUEUE_CAPACITY);
    }

    ChangeFeed(FeedTable table, Connections connections, Duration retention, int queueCapacity) {
        this.table = table;
        this.retention = retention;
        this.queueCapacity = queueCapacity;
        this.delivered = table.position();
        this.listener = new FeedListener(connections, this::deliverNew);
        this.pruner = Thread.ofVirtual().name("feed-pruner").start(this::pruneForEver);
    }

    /** The position of the newest row; 0 when nothing was ever changed. */
    public long position() {
        return table.position();
    }

    /**
     * The rows after a cursor, oldest first, at most {@code limit}. A cursor that is older than the
     * retention is a problem of type gone: list again.
     */
    public List<Change> read(long fromExclusive, int limit) {
        return table.read(fromExclusive, limit);
    }

    /**
     * Everything after the cursor, in order and without a gap, through outages of the database too.
     * A cursor that is older than the retention is a problem of type gone.
     */
    public Subscription subscribe(long fromExclusive) {
        table.read(fromExclusive, 1);
        fanOut.lock();
        try {
            Subscription subscription =
                    new Subscription(this, fromExclusive, delivered, queueCapacity);
            if (isClosed) {
                throw new Problem(ProblemType.UNAVAILABLE, "the change feed is closed");
            }
            subscriptions.add(subscription);
            return subscription;
        } finally {
            fanOut.unlock();
        }
    }

    /** Forgets rows older than {@code before}; the feed does so by itself with its retention. */
    public void prune(Instant before) {
        table.prune(before);
    }

    /** Ends listening and every subscription. Twice is harmless. */
    @Override
    public void close() {
        listener.close();
        pruner.interrupt();
        List<Subscription> open;
        fanOut.lock();
        try {
            isClosed = true;
            open = List.copyOf(subscriptions);
        } finally {
            fanOut.unlock();
        }
        open.forEach(Subscription::close);
    }

    void forget(Subscription subscription) {
        fanOut.lock();
        try {
            subscriptions.remove(subscription);
        } finally {
            fanOut.unlock();
        }
    }

    /** Reads what is new and hands it out. On the listener's thread alone. */
    private void deliverNew() {
        while (true) {
            List<Change> changes;
            try {
                changes = table.read(cursor(), PAGE);
            } catch (Problem problem) {
                if (problem.type() != ProblemType.GONE) {
                    throw problem;
                }
                startOver();
                return;
            }
            if (changes.isEmpty()) {
                return;
            }
            deliver(changes);
        }
    }

    private long cursor() {
        fanOut.lock();
        try {
            return delivered;
        } finally {
            fanOut.unlock();
        }
    }

    private void deliver(List<Change> changes) {
        fanOut.lock();
        try {
            for (Change change : changes) {
                subscriptions.removeIf(subscription -> !subscription.offer(change));
                delivered = change.position();
            }
        } finally {
            fanOut.unlock();
        }
    }

    /** We were away for longer than the feed remembers. */
    private void startOver() {
        long position = table.position();
        fanOut.lock();
        try {
            subscriptions.forEach(Subscription::overflow);
            subscriptions.clear();
            delivered = position;
        } finally {
            fanOut.unlock();
        }
    }

    private void pruneForEver() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    table.prune(Instant.now().minus(retention));
                } catch (Problem problem) {
                    LOG.debug("the feed was not pruned: {}", problem.detail());
                }
                Thread.sleep(PRUNE_EVERY);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed
        }
    }
}
