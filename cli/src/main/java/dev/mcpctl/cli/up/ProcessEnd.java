package dev.mcpctl.cli.up;

import dev.mcpctl.api.home.ProcessIdentity;

import java.time.Duration;

/** Ends a process that need not be a child of ours. */
final class ProcessEnd {
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);
    private static final long STEP_MILLIS = 20;

    private ProcessEnd() {}

    /**
     * Asks the process to end, and kills it when it does not in time.
     *
     * @return whether it ended by itself
     */
    static boolean end(ProcessIdentity process, Duration limit) {
        signal(process, false);
        if (isGoneWithin(process, limit)) {
            return true;
        }
        signal(process, true);
        isGoneWithin(process, AFTER_KILL);
        return false;
    }

    private static void signal(ProcessIdentity process, boolean isForced) {
        if (process.isAlive()) {
            ProcessHandle.of(process.pid())
                    .ifPresent(handle -> {
                        if (isForced) {
                            handle.destroyForcibly();
                        } else {
                            handle.destroy();
                        }
                    });
        }
    }

    private static boolean isGoneWithin(ProcessIdentity process, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (process.isAlive()) {
            if (System.nanoTime() > deadline || !Pause.of(STEP_MILLIS)) {
                return false;
            }
        }
        return true;
    }
}
