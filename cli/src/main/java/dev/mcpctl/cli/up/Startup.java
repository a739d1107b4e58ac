package dev.mcpctl.cli.up;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.ProcessIdentity;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.RunFile;
import dev.mcpctl.api.home.StartRecord;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.cli.supervise.DaemonState;
import dev.mcpctl.cli.supervise.SupervisionFile;
import dev.mcpctl.cli.supervise.SupervisorStart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Brings the daemons of a home up as they should be: of this build, with these settings. */
final class Startup {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final long STEP_MILLIS = 25;

    private final Home home;
    private final InstalledPrograms installed;
    private final Map<String, String> environment;
    private final Progress progress;
    private final List<String> done = new ArrayList<>();

    Startup(
            Home home,
            InstalledPrograms installed,
            Map<String, String> environment,
            Progress progress) {
        this.home = home;
        this.installed = installed;
        this.environment = environment;
        this.progress = progress;
    }

    /**
     * Returns when the daemons answer.
     *
     * @param deadline of {@link System#nanoTime}
     * @return what was done, a line each; empty when everything was as it should be
     * @throws Problem why a daemon does not start
     */
    List<String> run(Set<Program> daemons, long deadline) {
        home.create();
        Optional<StartRecord> before =
                StartRecord.read(home).filter(record -> !record.wanted().isEmpty());
        Set<Program> wanted = EnumSet.copyOf(daemons);
        before.ifPresent(record -> wanted.addAll(record.wanted()));
        StartRecord record =
                new StartRecord(
                        installed.build(),
                        installed.commands(),
                        RecordedEnvironment.of(environment, home, before),
                        wanted);

        Map<Program, RunFile> outdated = outdated(record, before);
        boolean isAllUp =
                wanted.stream().allMatch(daemon -> RunFile.alive(home, daemon).isPresent());
        if (!isAllUp || !before.filter(record::equals).isPresent()) {
            record.write(home); // the supervisor tries again whatever it has given up
        }
        replaceSupervisor();
        SupervisorStart.ensure(home);
        outdated.forEach((daemon, file) -> stop(daemon, file.process()));
        for (Program daemon : wanted) {
            awaitUp(daemon, deadline);
        }
        return done;
    }

    /** The daemons that run and have to be started anew. */
    private Map<Program, RunFile> outdated(StartRecord record, Optional<StartRecord> before) {
        Map<Program, RunFile> found = new EnumMap<>(Program.class);
        for (Program daemon : record.wanted()) {
            Optional<RunFile> running = RunFile.alive(home, daemon);
            if (running.isEmpty()) {
                done.add(daemon.label() + " started");
                continue;
            }
            Set<String> changed =
                    before.map(old ->
                                    RecordedEnvironment.changed(
                                            daemon, old.environment(), record.environment()))
                            .orElse(Set.of());
            if (!running.get().build().equals(record.build())) {
                found.put(daemon, running.get());
                done.add(daemon.label() + " restarted: it was of another build");
            } else if (!changed.isEmpty()) {
                found.put(daemon, running.get());
                done.add(daemon.label() + " restarted: " + String.join(", ", changed) + " changed");
            }
        }
        return found;
    }

    /** A supervisor of another build goes; it leaves the daemons alone. */
    private void replaceSupervisor() {
        RunFile.alive(home, Program.SUPERVISOR)
                .filter(running -> !running.build().equals(installed.build()))
                .ifPresent(running -> stop(Program.SUPERVISOR, running.process()));
    }

    private void stop(Program program, ProcessIdentity process) {
        progress.show("stopping " + program.label());
        ProcessEnd.end(process, STOP_LIMIT);
    }

    private void awaitUp(Program daemon, long deadline) {
        while (RunFile.alive(home, daemon).isEmpty()) {
            progress.show("starting " + daemon.label());
            boolean isFresh =
                    isFresh(); // asked first: the file may be written anew while it is read
            DaemonState state = SupervisionFile.read(home).get(daemon);
            if (isFresh && state != null && isSettled(state)) {
                throw new Problem(
                        ProblemType.LOCAL, daemon.label() + " does not start: " + state.detail());
            }
            if (System.nanoTime() > deadline) {
                throw new Problem(
                        ProblemType.LOCAL,
                        daemon.label() + " did not answer in time; see " + home.log(daemon));
            }
            if (!Pause.of(STEP_MILLIS)) {
                throw new Problem(ProblemType.LOCAL, "interrupted");
            }
        }
    }

    private static boolean isSettled(DaemonState state) {
        return switch (state.phase()) {
            case REFUSED, GIVEN_UP -> true;
            case STARTING, RUNNING, WAITING -> false;
        };
    }

    /** What was written before our record speaks of an earlier attempt. */
    private boolean isFresh() {
        return SupervisionFile.isNewerThan(home, home.startRecord());
    }
}
