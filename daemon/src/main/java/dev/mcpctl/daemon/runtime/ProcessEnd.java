package dev.mcpctl.daemon.runtime;

import dev.mcpctl.api.home.ProcessIdentity;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Ends processes whose parent is not this program: asked first, then forced. */
final class ProcessEnd {
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

    private ProcessEnd() {}

    /**
     * Returns when none is left, or when even SIGKILL did not help in time.
     *
     * @param living finds those that are left, and what they started meanwhile
     * @param patience between SIGTERM and SIGKILL
     */
    static void endAll(Supplier<List<ProcessIdentity>> living, Duration patience) {
        if (living.get().isEmpty()) {
            return;
        }
        if (!endWith(Signals.TERM, living, patience)) {
            endWith(Signals.KILL, living, KILL_PATIENCE);
        }
    }

    private static boolean endWith(
            Signals signal, Supplier<List<ProcessIdentity>> living, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        List<ProcessIdentity> signalled = List.of();
        while (true) {
            List<ProcessIdentity> left = living.get();
            if (left.isEmpty()) {
                return true;
            }
            if (System.nanoTime() > end) {
                return false;
            }
            for (ProcessIdentity process : left) {
                if (!signalled.contains(process) && process.isAlive()) {
                    signal.sendTo(process.pid());
                }
            }
            signalled = left;
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                // Nobody may be left behind, so the rest goes quickly instead of not at all.
                left.forEach(process -> Signals.KILL.sendTo(process.pid()));
                Thread.currentThread().interrupt();
                return true;
            }
        }
    }
}
