package dev.mcpctl.cli.supervise;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * When a daemon that died is started again: the first time at once, then after pauses that grow;
 * after five deaths within a minute, never. One thread; times are of {@link System#nanoTime}, so
 * that a clock that jumps changes nothing.
 */
final class RestartPolicy {
    static final int MAX_DEATHS = 5;
    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(500).toNanos();
    private static final long FIRST_REFUSAL_PAUSE_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long MAX_REFUSAL_PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private final ArrayDeque<Long> deaths = new ArrayDeque<>();
    private long refusalPause = FIRST_REFUSAL_PAUSE_NANOS;

    /** Notes a death; how long to wait before the next start, empty when there is to be none. */
    Optional<Duration> afterDeath(long now) {
        while (!deaths.isEmpty() && now - deaths.getFirst() > WINDOW_NANOS) {
            deaths.removeFirst();
        }
        deaths.addLast(now);
        if (deaths.size() >= MAX_DEATHS) {
            return Optional.empty();
        }
        long pause = deaths.size() == 1 ? 0 : FIRST_PAUSE_NANOS << (deaths.size() - 2);
        return Optional.of(Duration.ofNanos(pause));
    }

    /**
     * Notes that the daemon said why it cannot start. That is no crash; the cause may go away by
     * itself (a database that is not up yet), so it is tried now and then.
     */
    Duration afterRefusal() {
        long pause = refusalPause;
        refusalPause = Math.min(2 * pause, MAX_REFUSAL_PAUSE_NANOS);
        return Duration.ofNanos(pause);
    }

    /** It runs. */
    void noteRunning() {
        refusalPause = FIRST_REFUSAL_PAUSE_NANOS;
    }

    /** Deaths within the last minute before the last one. */
    int deaths() {
        return deaths.size();
    }
}
