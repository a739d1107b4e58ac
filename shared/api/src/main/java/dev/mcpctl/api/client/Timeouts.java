package dev.mcpctl.api.client;

import java.time.Duration;

/**
 * How long a call waits.
 *
 * @param connect for the connection
 * @param answer for the next bytes of an answer; zero: for ever
 */
public record Timeouts(Duration connect, Duration answer) {
    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(60));

    /** What {@code --request-timeout} says, for both. */
    public static Timeouts of(Duration limit) {
        return new Timeouts(limit, limit);
    }
}
