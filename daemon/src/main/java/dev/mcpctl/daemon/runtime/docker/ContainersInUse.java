package dev.mcpctl.daemon.runtime.docker;

import dev.mcpctl.daemon.runtime.StartFailure;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The containers of this life. One that is over and could not be removed, since its engine was
 * away, is removed when that is back, by a thread that lives only while there are such.
 */
final class ContainersInUse implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final Engines engines;
    private final Set<String> used = ConcurrentHashMap.newKeySet(); // ids, as in the next
    private final Set<String> strays = ConcurrentHashMap.newKeySet();
    private boolean isWorking; // guarded by this
    private volatile boolean isClosed;

    ContainersInUse(Engines engines) {
        this.engines = engines;
    }

    void add(String container) {
        used.add(container);
    }

    /** Whether somebody here has it, so that it is not to be removed. */
    boolean has(String container) {
        return used.contains(container);
    }

    /**
     * Nobody has it any more. Never blocks.
     *
     * @param isGone whether nothing of it is left
     */
    void over(String container, boolean isGone) {
        used.remove(container);
        if (isGone) {
            return;
        }
        strays.add(container);
        synchronized (this) {
            if (!isWorking && !isClosed) {
                isWorking = true;
                Thread.ofVirtual().name("strays").start(this::work);
            }
        }
    }

    private void work() {
        Duration pause = FIRST_PAUSE;
        while (hasMore() && ContainerEnd.pause(pause)) {
            try {
                Engine engine = engines.get();
                strays.removeIf(container -> ContainerEnd.remove(engine, container));
            } catch (StartFailure e) {
                // asked again
            }
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        }
    }

    private synchronized boolean hasMore() {
        isWorking = !strays.isEmpty() && !isClosed;
        return isWorking;
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
