package dev.mcpctl.daemon.feed;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Changes in order for a reader with a thread of its own. A reader that falls too far behind loses
 * its place and delays nobody. {@link #next} is for one thread, {@link #close} for any.
 */
public final class Follower implements AutoCloseable {
    private static final int MAX_BATCHES = 4_096;

    private final FeedCursor cursor;
    private final Catalog start;
    private final LinkedBlockingQueue<Batch> queue = new LinkedBlockingQueue<>(MAX_BATCHES);
    private volatile boolean isLost; // the reader must list again

    /** Some changes and the catalog that they led to. */
    public record Batch(List<CatalogChange> changes, Catalog catalog) {}

    Follower(FeedCursor cursor, Catalog start) {
        this.cursor = cursor;
        this.start = start;
    }

    /** The catalog before the first batch. */
    public Catalog start() {
        return start;
    }

    /** Waits for the next changes; empty when {@code patience} is over. */
    public Optional<Batch> next(Duration patience) throws InterruptedException {
        Batch batch = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (batch == null && isLost) {
            throw new Problem(ProblemType.GONE, "changes were missed; list again");
        }
        return Optional.ofNullable(batch);
    }

    void add(Batch batch) {
        if (!isLost && !queue.offer(batch)) {
            lose();
        }
    }

    void lose() {
        isLost = true;
        queue.clear();
    }

    @Override
    public void close() {
        cursor.forget(this);
    }
}
