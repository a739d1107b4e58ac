package dev.mcpctl.api.home;

import dev.mcpctl.api.problem.Problem;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Run by the daemons: while the start record wants this daemon, a supervisor that died is replaced
 * within seconds. One virtual thread; {@link #close} ends it and may be called twice.
 */
public final class SupervisorWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SupervisorWatch.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);
    private static final long STEP_MILLIS = 50;

    private final Home home;
    private final Program self;
    private final CountDownLatch closed = new CountDownLatch(1);

    private SupervisorWatch(Home home, Program self) {
        this.home = home;
        this.self = self;
    }

    /** {@code self} is the daemon that watches. */
    public static SupervisorWatch start(Home home, Program self) {
        SupervisorWatch watch = new SupervisorWatch(home, self);
        Thread.ofVirtual().name("supervisor-watch").start(watch::run);
        return watch;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        Duration pause = PERIOD;
        while (!isClosedAfter(pause)) {
            try {
                boolean isWell = ensureSupervisor();
                pause = isWell ? PERIOD : min(pause.multipliedBy(2), MAX_PAUSE);
            } catch (Problem e) {
                LOG.log(Level.WARNING, "the supervisor cannot be started: " + e.detail());
                pause = min(pause.multipliedBy(2), MAX_PAUSE);
            }
        }
    }

    /** False when a supervisor was started and did not come up. */
    private boolean ensureSupervisor() {
        Optional<StartRecord> record = wanted();
        if (record.isEmpty() || isSupervised()) {
            return true;
        }
        Optional<ProgramLock> lock = ProgramLock.tryAcquire(home, home.supervisorStartLock());
        if (lock.isEmpty()) {
            return true; // the other daemon is at it
        }
        try (ProgramLock _ = lock.get()) {
            record = wanted();
            if (record.isEmpty() || isSupervised()) {
                return true;
            }
            ProcessIdentity started = record.get().start(home, Program.SUPERVISOR);
            LOG.log(Level.INFO, "the supervisor was dead; started pid " + started.pid());
            return isUpInTime(started);
        }
    }

    private boolean isUpInTime(ProcessIdentity started) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < deadline && started.isAlive()) {
            if (RunFile.alive(home, Program.SUPERVISOR).isPresent()
                    || isClosedAfter(Duration.ofMillis(STEP_MILLIS))) {
                return true;
            }
        }
        return RunFile.alive(home, Program.SUPERVISOR).isPresent();
    }

    private Optional<StartRecord> wanted() {
        return StartRecord.read(home).filter(record -> record.wanted().contains(self));
    }

    /** One that holds its lock and has not written its file yet is about to. */
    private boolean isSupervised() {
        return RunFile.alive(home, Program.SUPERVISOR).isPresent()
                || ProgramLock.holder(home.lock(Program.SUPERVISOR)).isPresent();
    }

    private boolean isClosedAfter(Duration pause) {
        try {
            return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
