package dev.mcpctl.cli.supervise;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.ProcessIdentity;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.ProgramLock;
import dev.mcpctl.api.home.RunFile;
import dev.mcpctl.api.home.StartRecord;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.time.Duration;
import java.util.Optional;

/** Starts the supervisor of a home where none runs. Any process, any thread. */
public final class SupervisorStart {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long STEP_MILLIS = 20;

    private SupervisorStart() {}

    /**
     * Sees to it that a supervisor runs, if something is to run at all. Waits until it does.
     *
     * @return false when the start record wants nothing, or there is none
     * @throws Problem LOCAL when it cannot be started
     */
    public static boolean ensure(Home home) {
        if (isSupervised(home)) {
            return true;
        }
        Optional<StartRecord> record = wanted(home);
        if (record.isEmpty()) {
            return false;
        }
        try (ProgramLock _ = ProgramLock.await(home, home.supervisorStartLock(), LIMIT)) {
            if (isSupervised(home)) {
                return true;
            }
            record = wanted(home);
            if (record.isEmpty()) {
                return false;
            }
            awaitUp(home, record.get().start(home, Program.SUPERVISOR));
            return true;
        }
    }

    private static Optional<StartRecord> wanted(Home home) {
        return StartRecord.read(home).filter(record -> !record.wanted().isEmpty());
    }

    private static boolean isSupervised(Home home) {
        return RunFile.alive(home, Program.SUPERVISOR).isPresent();
    }

    private static void awaitUp(Home home, ProcessIdentity started) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!isSupervised(home)) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                throw new Problem(
                        ProblemType.LOCAL,
                        "the supervisor did not start; see " + home.log(Program.SUPERVISOR));
            }
            try {
                Thread.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
