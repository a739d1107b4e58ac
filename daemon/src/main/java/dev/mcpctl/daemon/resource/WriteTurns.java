package dev.mcpctl.daemon.resource;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.daemon.feed.FeedCursor;
import dev.mcpctl.db.feed.Written;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * One write at a time, each from its checks until the catalog has passed it: so that what was
 * checked against the catalog is still true when it is stored, and the answer can be read back. Any
 * thread; blocks.
 */
final class WriteTurns {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FeedCursor feed;
    private final ReentrantLock turn = new ReentrantLock();

    WriteTurns(FeedCursor feed) {
        this.feed = feed;
    }

    /** What a write answers, and the catalog that shows it. */
    record Passed<T>(T value, Catalog catalog) {}

    /**
     * Waits for its turn, writes, and waits for the catalog.
     *
     * @param write checks against the catalog it is given, and stores
     */
    <T> Passed<T> write(Function<Catalog, Written<T>> write) {
        try {
            if (!turn.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Problem(
                        ProblemType.UNAVAILABLE,
                        "other writes have been waiting for the database for "
                                + PATIENCE.toSeconds()
                                + " s; nothing was written");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(ProblemType.UNAVAILABLE, "mcpd is stopping; nothing was written", e);
        }
        try {
            Written<T> written = write.apply(feed.catalog());
            return new Passed<>(written.value(), feed.awaitPassed(written.position()));
        } finally {
            turn.unlock();
        }
    }

    /** Waits until the catalog is where the feed is: another replica has written. */
    void catchUp(long position) {
        feed.awaitPassed(position);
    }
}
