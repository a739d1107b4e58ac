package dev.mcpctl.daemon.resource;

import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.daemon.feed.CatalogChange;
import dev.mcpctl.daemon.feed.FeedCursor;
import dev.mcpctl.daemon.feed.Follower;
import dev.mcpctl.daemon.http.ApiRequest;
import dev.mcpctl.daemon.http.EventStream;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Changes from the position that a request names, or from now: first what has passed already, then
 * what comes, without a gap. The caller closes it. Used by one thread.
 */
final class ChangeReader implements AutoCloseable {
    private final Follower follower;
    private final List<CatalogChange> backlog;

    private ChangeReader(Follower follower, List<CatalogChange> backlog) {
        this.follower = follower;
        this.backlog = backlog;
    }

    /** Throws a Problem of type gone when the position is older than what the feed holds. */
    static ChangeReader from(ApiRequest request, FeedCursor feed) {
        Optional<Long> position = request.number("position");
        position.ifPresent(feed::awaitPassed); // it may come from another replica
        Follower follower = feed.follow();
        try {
            List<CatalogChange> backlog =
                    position.map(from -> feed.backlog(from, follower.start())).orElse(List.of());
            return new ChangeReader(follower, backlog);
        } catch (RuntimeException e) {
            follower.close();
            throw e;
        }
    }

    /** The catalog after the backlog and before what {@link #next} brings. */
    Catalog start() {
        return follower.start();
    }

    List<CatalogChange> backlog() {
        return backlog;
    }

    /**
     * The next changes; empty when a comment was sent instead, because there were none for long.
     */
    Optional<Follower.Batch> next(EventStream out) throws IOException, InterruptedException {
        Optional<Follower.Batch> batch = follower.next(EventStream.COMMENT_INTERVAL);
        if (batch.isEmpty()) {
            out.comment();
        }
        return batch;
    }

    @Override
    public void close() {
        follower.close();
    }
}
