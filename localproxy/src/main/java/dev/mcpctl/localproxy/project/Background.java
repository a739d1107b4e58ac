package dev.mcpctl.localproxy.project;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Work that nobody waits for: at once or later, each on a virtual thread of its own. After {@link
 * #close} new work is dropped.
 */
public final class Background implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Background.class);

    private final Executor threads;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("clock").factory());

    public Background(Executor threads) {
        this.threads = threads;
    }

    void run(Runnable work) {
        try {
            threads.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException bug) {
                    log.error("background work failed", bug);
                }
            });
        } catch (RejectedExecutionException stopping) {
            log.debug("dropped: stopping");
        }
    }

    void after(Duration pause, Runnable work) {
        try {
            // The result is of no use: run() reports what goes wrong.
            var _ = clock.schedule(() -> run(work), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            log.debug("dropped: stopping");
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
