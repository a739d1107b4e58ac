package dev.mcpctl.cli.up;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.ProcessIdentity;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.ProgramLock;
import dev.mcpctl.api.home.RunFile;
import dev.mcpctl.api.home.StartFailure;
import dev.mcpctl.api.home.StartRecord;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Stops everything of a home, whatever state it is in. */
final class Shutdown {
    private static final Map<Program, Duration> LIMITS =
            Map.of(
                    Program.SUPERVISOR, Duration.ofSeconds(5),
                    Program.MCPLOCAL, Duration.ofSeconds(10),
                    Program.MCPD, Duration.ofSeconds(45));
    private static final List<Program> ORDER =
            List.of(Program.SUPERVISOR, Program.MCPLOCAL, Program.MCPD);
    private static final Set<String> NEEDED_TO_STOP = Set.of("MCPD_DATABASE_URL", "MCPD_KEY_FILE");
    private static final long REAP_SECONDS = 60;
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final long STEP_MILLIS = 50;

    private final Home home;
    private final Supplier<InstalledPrograms> installed;
    private final Progress progress;

    /**
     * @param installed asked only when the home does not say how its mcpd is started
     */
    Shutdown(Home home, Supplier<InstalledPrograms> installed, Progress progress) {
        this.home = home;
        this.installed = installed;
        this.progress = progress;
    }

    /**
     * @return what was stopped; empty when nothing ran
     * @throws Problem LOCAL that names what is left
     */
    List<String> run() {
        Optional<StartRecord> record = StartRecord.read(home);
        boolean wasWanted = record.filter(found -> !found.wanted().isEmpty()).isPresent();
        record.filter(_ -> wasWanted).ifPresent(found -> nothingWanted(found).write(home));

        List<String> stopped = new ArrayList<>();
        boolean isMcpdClean = false;
        for (Program program : ORDER) {
            Optional<ProcessIdentity> process = process(program);
            if (process.isPresent()) {
                progress.show("stopping " + program.label());
                Duration limit = LIMITS.getOrDefault(program, SETTLE);
                boolean isClean = ProcessEnd.end(process.get(), limit);
                stopped.add(program.label() + (isClean ? " stopped" : " killed"));
                isMcpdClean |= isClean && program == Program.MCPD;
            }
        }
        boolean isSomethingLeft = !LeftProcesses.of(home).isEmpty();
        if (!isMcpdClean && (wasWanted || isSomethingLeft)) {
            reap(record);
            if (isSomethingLeft) {
                stopped.add("what a dead mcpd had left was stopped");
            }
        }
        checkNothingLeft();
        return stopped;
    }

    private static StartRecord nothingWanted(StartRecord record) {
        return new StartRecord(record.build(), record.programs(), record.environment(), Set.of());
    }

    private Optional<ProcessIdentity> process(Program program) {
        return RunFile.alive(home, program)
                .map(RunFile::process)
                .or(() -> ProgramLock.holder(home.lock(program)));
    }

    /** An mcpd without listeners stops the servers and the PostgreSQL of a dead one. */
    private void reap(Optional<StartRecord> record) {
        if (!Files.isDirectory(home.mcpd())) {
            return; // no mcpd has run here
        }
        progress.show("stopping what a dead mcpd has left");
        Map<Program, List<String>> commands =
                record.map(StartRecord::programs).orElseGet(() -> installed.get().commands());
        List<String> command = new ArrayList<>(commands.getOrDefault(Program.MCPD, List.of()));
        command.add("--stop");
        File log = home.log(Program.MCPD).toFile();
        ProcessBuilder reaper =
                new ProcessBuilder(command)
                        .directory(home.directory().toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        record.ifPresent(found -> {
            reaper.environment().clear();
            reaper.environment().putAll(toStopWith(found.environment()));
        });
        reaper.environment().put(Home.VARIABLE, home.toString());
        try {
            Process process = reaper.start();
            if (!process.waitFor(REAP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw failed("mcpd --stop did not end within " + REAP_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw failed(
                        StartFailure.read(home, Program.MCPD)
                                .map(Problem::detail)
                                .orElse("mcpd --stop failed"));
            }
        } catch (IOException e) {
            throw failed("cannot start " + command.getFirst() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
        }
    }

    /** Settings of a daemon that serves may be what kept it from starting: they are left out. */
    private static Map<String, String> toStopWith(Map<String, String> recorded) {
        Map<String, String> needed = new HashMap<>(recorded);
        needed.keySet()
                .removeIf(name -> name.startsWith("MCPD_") && !NEEDED_TO_STOP.contains(name));
        return needed;
    }

    private Problem failed(String why) {
        return new Problem(
                ProblemType.LOCAL,
                "what mcpd had started may still run: " + why + "; see " + home.log(Program.MCPD));
    }

    /** A process that was told to end may take a moment. */
    private void checkNothingLeft() {
        long deadline = System.nanoTime() + SETTLE.toNanos();
        List<String> left = LeftProcesses.of(home);
        while (!left.isEmpty() && System.nanoTime() < deadline && Pause.of(STEP_MILLIS)) {
            left = LeftProcesses.of(home);
        }
        if (!left.isEmpty()) {
            throw new Problem(
                    ProblemType.LOCAL,
                    "still running for " + home + ": " + String.join(", ", left));
        }
    }
}
