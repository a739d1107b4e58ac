package dev.mcpctl.mcp.exchange;

import java.time.Duration;

/** A moment after which nobody waits any more. Clock changes do not move it. */
public final class Deadline {
    private final long nanoTime;

    private Deadline(long nanoTime) {
        this.nanoTime = nanoTime;
    }

    public static Deadline after(Duration wait) {
        return new Deadline(System.nanoTime() + wait.toNanos());
    }

    /** The earlier of this moment and {@code wait} from now. */
    public Deadline orAfter(Duration wait) {
        Deadline other = after(wait);
        return other.nanoTime - nanoTime < 0 ? other : this;
    }

    /** Time left; zero once it has passed. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    public boolean hasPassed() {
        return nanoTime - System.nanoTime() <= 0;
    }
}
