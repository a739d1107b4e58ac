package dev.mcpctl.daemon.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The time, and waiting for it: one thing, so that both can be turned by hand. */
public interface Pauses {
    Instant now();

    /** Waits that long by a clock that never jumps. */
    void sleep(Duration time) throws InterruptedException;

    /** The real ones. */
    static Pauses of(Clock clock) {
        return new Pauses() {
            @Override
            public Instant now() {
                return clock.instant();
            }

            @Override
            public void sleep(Duration time) throws InterruptedException {
                Thread.sleep(time);
            }
        };
    }
}
