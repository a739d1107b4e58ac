package dev.mcpctl.cli.supervise;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.ProcessIdentity;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.ProgramLock;
import dev.mcpctl.api.home.RunFile;
import dev.mcpctl.api.home.StartFailure;
import dev.mcpctl.api.home.StartRecord;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.cli.supervise.DaemonState.Phase;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/** One daemon: seen to live, taken over, or started. One thread. */
final class WatchedDaemon {
    private final Home home;
    private final Program program;
    private final SupervisorLog log;
    private RestartPolicy policy = new RestartPolicy();
    private DaemonState state = DaemonState.UNKNOWN;
    private @Nullable ProcessIdentity process;
    private long startAt = System.nanoTime(); // while none lives

    WatchedDaemon(Home home, Program program, SupervisorLog log) {
        this.home = home;
        this.program = program;
        this.log = log;
    }

    DaemonState state() {
        return state;
    }

    /** {@code up} has run: what happened before does not count. */
    void forgive() {
        policy = new RestartPolicy();
        startAt = System.nanoTime();
        if (process == null) {
            state = DaemonState.UNKNOWN;
        }
    }

    /** Looks, and starts the daemon when it is time to. */
    void check(StartRecord record) {
        ProcessIdentity known = process;
        if (known != null && !known.isAlive()) {
            process = null;
            noteDeath(known);
        }
        if (process == null) {
            process = takeOver().orElse(null);
        }
        if (process != null) {
            noteLife(process);
        } else if (state.phase() != Phase.GIVEN_UP && System.nanoTime() - startAt >= 0) {
            start(record);
        }
    }

    /** The process of this daemon that somebody else has started. */
    private Optional<ProcessIdentity> takeOver() {
        Optional<ProcessIdentity> living =
                RunFile.alive(home, program)
                        .map(RunFile::process)
                        .or(() -> ProgramLock.holder(home.lock(program)));
        living.ifPresent(found -> log.info(program, "taken over, pid " + found.pid()));
        return living;
    }

    private void noteLife(ProcessIdentity living) {
        boolean isUp =
                RunFile.read(home, program)
                        .filter(file -> file.process().equals(living))
                        .isPresent();
        if (isUp && state.phase() != Phase.RUNNING) {
            policy.noteRunning();
        }
        state = new DaemonState(isUp ? Phase.RUNNING : Phase.STARTING, living.pid(), "");
    }

    private void noteDeath(ProcessIdentity dead) {
        Optional<Problem> refusal = StartFailure.read(home, program);
        if (refusal.isPresent()) {
            refused(refusal.get());
            return;
        }
        Optional<Duration> pause = policy.afterDeath(System.nanoTime());
        String what = "died (pid " + dead.pid() + ")";
        if (pause.isEmpty()) {
            String detail =
                    "died "
                            + policy.deaths()
                            + " times within a minute; see "
                            + home.log(program)
                            + ", then: mcpctl up";
            log.warning(program, what + ", given up: " + detail);
            state = new DaemonState(Phase.GIVEN_UP, 0, detail);
            return;
        }
        log.warning(program, what + ", started again in " + pause.get().toMillis() + " ms");
        startIn(pause.get());
        state = new DaemonState(Phase.WAITING, 0, what);
    }

    private void refused(Problem why) {
        Duration pause = policy.afterRefusal();
        log.warning(program, "refuses to start: " + why.detail());
        startIn(pause);
        state = new DaemonState(Phase.REFUSED, 0, why.detail());
    }

    private void start(StartRecord record) {
        try {
            StartFailure.clear(home, program);
            ProcessIdentity started = record.start(home, program);
            process = started;
            state = new DaemonState(Phase.STARTING, started.pid(), "");
            log.info(program, "started, pid " + started.pid());
        } catch (Problem e) {
            refused(e);
        }
    }

    private void startIn(Duration pause) {
        startAt = System.nanoTime() + pause.toNanos();
    }
}
