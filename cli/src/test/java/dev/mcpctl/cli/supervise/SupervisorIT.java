package dev.mcpctl.cli.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.ProcessIdentity;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.RunFile;
import dev.mcpctl.api.home.StartRecord;
import dev.mcpctl.cli.supervise.DaemonState.Phase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

class SupervisorIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir Path directory;
    private Home home;
    private final Set<ProcessIdentity> seen = new HashSet<>();

    @BeforeEach
    void makeHome() {
        home = new Home(directory.resolve("home")).create();
    }

    @AfterEach
    void stopAll() {
        StartRecord.remove(home);
        for (Program program : Program.values()) {
            RunFile.read(home, program).map(RunFile::process).ifPresent(seen::add);
        }
        seen.forEach(SupervisorIT::kill);
    }

    @Test
    void aDaemonThatIsKilledComesBack() {
        start(record(Map.of(Program.MCPD, "run"), "1"));
        ProcessIdentity first = awaitAlive(Program.MCPD);

        kill(first);

        assertThat(awaitOther(Program.MCPD, first)).isNotEqualTo(first);
    }

    @Test
    void aSupervisorThatIsKilledIsReplacedByADaemonAndTakesOverTheLiving() throws IOException {
        start(record(Map.of(Program.MCPD, "run", Program.MCPLOCAL, "run"), "1"));
        ProcessIdentity mcpd = awaitAlive(Program.MCPD);
        ProcessIdentity mcplocal = awaitAlive(Program.MCPLOCAL);
        ProcessIdentity supervisor = awaitAlive(Program.SUPERVISOR);

        kill(supervisor);
        awaitOther(Program.SUPERVISOR, supervisor);
        kill(mcplocal);
        awaitOther(Program.MCPLOCAL, mcplocal);

        assertThat(awaitAlive(Program.MCPD)).isEqualTo(mcpd);
        assertThat(starts(Program.MCPD)).hasSize(1);
        assertThat(starts(Program.MCPLOCAL)).hasSize(2);
    }

    @Test
    void afterFiveDeathsADaemonIsGivenUpAndSaysSo() throws IOException {
        start(record(Map.of(Program.MCPD, "crash"), "1"));

        await().atMost(Duration.ofSeconds(30)).until(() -> phase(Program.MCPD) == Phase.GIVEN_UP);

        assertThat(starts(Program.MCPD)).hasSize(5);
        assertThat(Files.readString(home.log(Program.SUPERVISOR))).contains("given up");
    }

    @Test
    void aDaemonThatSaysWhyItCannotStartIsNotStartedInALoop() throws IOException {
        start(record(Map.of(Program.MCPD, "refuse"), "1"));

        await().atMost(LIMIT).until(() -> phase(Program.MCPD) == Phase.REFUSED);

        assertThat(SupervisionFile.read(home).get(Program.MCPD))
                .extracting(DaemonState::detail)
                .isEqualTo("port 3000 is taken by nginx (pid 7)");
        assertThat(starts(Program.MCPD)).hasSize(1);
    }

    @Test
    void anotherRecordIsFollowedAndWhatWasGivenUpIsTriedAgain() throws IOException {
        start(record(Map.of(Program.MCPD, "refuse"), "1"));
        await().atMost(LIMIT).until(() -> phase(Program.MCPD) == Phase.REFUSED);

        record(Map.of(Program.MCPD, "run"), "2").write(home);

        awaitAlive(Program.MCPD);
        assertThat(starts(Program.MCPD)).endsWith("MCPD 2");
    }

    @Test
    void aSupervisorEndsWhenNothingIsWantedAndLeavesTheDaemons() {
        StartRecord record = record(Map.of(Program.MCPD, "run"), "1");
        start(record);
        ProcessIdentity mcpd = awaitAlive(Program.MCPD);
        ProcessIdentity supervisor = awaitAlive(Program.SUPERVISOR);

        new StartRecord(record.build(), record.programs(), record.environment(), Set.of())
                .write(home);

        await().atMost(LIMIT).until(() -> !supervisor.isAlive());
        assertThat(mcpd.isAlive()).isTrue();
    }

    @Test
    void twoStartsAtOnceEndInOneSupervisor() throws InterruptedException {
        StartRecord record = record(Map.of(Program.MCPD, "run"), "1");
        record.write(home);
        List<Thread> starters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starters.add(Thread.ofPlatform().start(() -> SupervisorStart.ensure(home)));
        }
        for (Thread starter : starters) {
            starter.join();
        }

        awaitAlive(Program.MCPD);
        long supervisors =
                ProcessHandle.allProcesses()
                        .filter(process -> isSupervisorOfThisHome(process.pid()))
                        .count();
        assertThat(supervisors).isEqualTo(1);
    }

    private void start(StartRecord record) {
        record.write(home);
        assertThat(SupervisorStart.ensure(home)).isTrue();
    }

    private StartRecord record(Map<Program, String> deeds, String mark) {
        Map<Program, List<String>> programs = new java.util.EnumMap<>(Program.class);
        programs.put(Program.SUPERVISOR, java("dev.mcpctl.cli.supervise.Supervisor"));
        deeds.forEach((program, deed) -> {
            List<String> command = java("dev.mcpctl.cli.supervise.FakeDaemon");
            command.addAll(List.of(program.name(), deed));
            programs.put(program, command);
        });
        Map<String, String> environment =
                Map.of("MCPCTL_HOME", home.toString(), "MCPD_MARK", mark, "PATH", "/usr/bin:/bin");
        return new StartRecord("test", programs, environment, deeds.keySet());
    }

    private static List<String> java(String main) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ArrayList<>(
                List.of(
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main));
    }

    private ProcessIdentity awaitAlive(Program program) {
        ProcessIdentity found =
                await().atMost(LIMIT)
                        .until(
                                () -> RunFile.alive(home, program).map(RunFile::process),
                                java.util.Optional::isPresent)
                        .orElseThrow();
        seen.add(found);
        return found;
    }

    private ProcessIdentity awaitOther(Program program, ProcessIdentity than) {
        await().atMost(LIMIT)
                .until(() ->
                        RunFile.alive(home, program)
                                .filter(file -> !file.process().equals(than))
                                .isPresent());
        return awaitAlive(program);
    }

    private Phase phase(Program program) {
        return SupervisionFile.read(home).getOrDefault(program, DaemonState.UNKNOWN).phase();
    }

    private List<String> starts(Program program) throws IOException {
        return Files.readAllLines(home.run().resolve("starts")).stream()
                .filter(line -> line.startsWith(program + " "))
                .toList();
    }

    private boolean isSupervisorOfThisHome(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/environ"))
                            .contains("MCPCTL_HOME=" + home + "\0")
                    && Files.readString(Path.of("/proc/" + pid + "/cmdline"))
                            .contains("supervise.Supervisor");
        } catch (IOException e) {
            return false;
        }
    }

    private static void kill(ProcessIdentity process) {
        if (process.isAlive()) {
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
