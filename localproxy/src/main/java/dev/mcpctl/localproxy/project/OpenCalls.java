package dev.mcpctl.localproxy.project;

import java.time.Duration;

/** Counts the calls that wait for a server, so that a stop can wait for them. */
final class OpenCalls {
    private int open; // guarded by this

    synchronized void began() {
        open++;
    }

    synchronized void ended() {
        open--;
        if (open == 0) {
            notifyAll();
        }
    }

    /** Returns when none is open, or after that long. */
    synchronized void awaitNone(Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        try {
            for (long left = atMost.toMillis(); open > 0 && left > 0; ) {
                wait(left);
                left = (until - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
