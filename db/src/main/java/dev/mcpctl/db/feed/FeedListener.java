package dev.mcpctl.db.feed;

import dev.mcpctl.api.problem.Problem;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits for announcements on a connection of its own. After each connect it listens first and then
 * reads on, so that nothing falls between; a connection that is lost is opened again.
 */
final class FeedListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedListener.class);

    /** After this long without an announcement the connection is asked whether it still is one. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private static final int ANSWER_SECONDS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Connections connections;
    private final Runnable reader;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean isClosed;
    private volatile @Nullable Connection connection; // written by the thread alone
    private final Thread thread;

    /**
     * @param reader reads everything that is new; called on this listener's thread
     */
    FeedListener(Connections connections, Runnable reader) {
        this.connections = connections;
        this.reader = reader;
        this.thread = Thread.ofVirtual().name("feed-listener").start(this::run);
    }

    /** Waits until nothing of it runs any more. An interrupt would break a pooled connection. */
    @Override
    public void close() {
        isClosed = true;
        closing.countDown();
        Connection waiting = connection;
        try {
            if (waiting != null) {
                waiting.abort(Runnable::run);
            }
            thread.join(Duration.ofSeconds(ANSWER_SECONDS));
        } catch (SQLException e) {
            LOG.debug("the listening connection was not closed", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!isClosed) {
            try (Connection opened = connections.open()) {
                connection = opened;
                try (Statement statement = opened.createStatement()) {
                    statement.execute("listen " + Mutations.CHANNEL);
                }
                reader.run();
                pause = FIRST_PAUSE;
                follow(opened);
            } catch (SQLException | Problem e) {
                if (!isClosed) {
                    LOG.warn("the change feed is not heard: {}", e.getMessage());
                }
            } catch (RuntimeException e) {
                LOG.error("the change feed is not read", e);
            }
            if (!isClosed && !sleep(pause)) {
                return;
            }
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private void follow(Connection opened) throws SQLException {
        PGConnection postgres = opened.unwrap(PGConnection.class);
        while (!isClosed) {
            var notifications = postgres.getNotifications((int) SILENCE.toMillis());
            if (notifications != null && notifications.length > 0) {
                reader.run();
            } else if (!opened.isValid(ANSWER_SECONDS)) {
                return;
            }
        }
    }

    /** False: closed meanwhile. */
    private boolean sleep(Duration pause) {
        try {
            return !closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
