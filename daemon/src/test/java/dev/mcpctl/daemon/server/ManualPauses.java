package dev.mcpctl.daemon.server;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Time that goes on only when it is told to. */
public final class ManualPauses implements Pauses {
    private Instant now = Instant.parse("2026-11-21T12:00:00Z"); // guarded by this
    private final List<Instant> ends = new ArrayList<>(); // guarded by this; who sleeps, until when

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized void sleep(Duration time) throws InterruptedException {
        Instant end = now.plus(time);
        ends.add(end);
        notifyAll();
        try {
            while (now.isBefore(end)) {
                wait();
            }
        } finally {
            ends.remove(end);
        }
    }

    public synchronized void advance(Duration time) {
        now = now.plus(time);
        notifyAll();
    }

    /** Whether somebody sleeps exactly that long from now. */
    public synchronized boolean isSleeping(Duration time) {
        return ends.contains(now.plus(time));
    }
}
