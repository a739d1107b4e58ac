package dev.mcpctl.daemon.server;

import java.time.Duration;

/**
 * How long to wait before the next start. Immutable.
 *
 * @param failures in a row
 */
record BackOff(int failures) {
    static final BackOff NONE = new BackOff(0);

    /** A run of this length wipes out what was before it. */
    static final Duration GOOD_RUN = Duration.ofMinutes(10);

    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration CAP = Duration.ofMinutes(5);
    private static final Duration FIRST_ELSEWHERE = Duration.ofSeconds(1);
    private static final Duration CAP_ELSEWHERE = Duration.ofSeconds(30);

    BackOff failed() {
        return new BackOff(failures + 1);
    }

    BackOff ranFor(Duration time) {
        return time.compareTo(GOOD_RUN) >= 0 ? NONE : this;
    }

    /** After a crash: the first restart is immediate, then 10 s, 20 s, … 5 min. */
    Duration afterCrash() {
        return failures <= 1 ? Duration.ZERO : doubled(FIRST, CAP, failures - 2);
    }

    /** After something that was missing: another try at once would find it missing again. */
    Duration afterFailedStart() {
        return doubled(FIRST, CAP, Math.max(0, failures - 1));
    }

    /** For a url: asking costs nothing here, and who runs it does not tell us when it is back. */
    Duration afterUnreachable() {
        return doubled(FIRST_ELSEWHERE, CAP_ELSEWHERE, Math.max(0, failures - 1));
    }

    private static Duration doubled(Duration first, Duration cap, int times) {
        Duration wait = first.multipliedBy(1L << Math.min(times, 20));
        return wait.compareTo(cap) > 0 ? cap : wait;
    }
}
