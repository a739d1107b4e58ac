package dev.mcpctl.daemon.runtime;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What of a server's log is wanted.
 *
 * @param tail at most this many lines, the last ones
 * @param since only lines of this moment or later
 * @param isPrevious those of the run before the present or last one
 * @param follows goes on with what is written from now on, over restarts too
 * @param instance only lines of this instance
 */
public record LogQuery(
        OptionalInt tail,
        Optional<Instant> since,
        boolean isPrevious,
        boolean follows,
        Optional<String> instance) {
    /** The last lines of the present or last run. */
    public static LogQuery last(int lines) {
        return new LogQuery(
                OptionalInt.of(lines), Optional.empty(), false, false, Optional.empty());
    }

    /** The whole log of the present or last run. */
    public static LogQuery all() {
        return new LogQuery(OptionalInt.empty(), Optional.empty(), false, false, Optional.empty());
    }
}
