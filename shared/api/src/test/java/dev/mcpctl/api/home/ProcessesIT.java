package dev.mcpctl.api.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.api.problem.Problem;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Run files, locks, detached programs and the supervisor's watch, with real processes. */
class ProcessesIT {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/bin:/bin", "ONLY", "this");

    @TempDir Path directory;
    private Home home;
    private final List<ProcessIdentity> started = new ArrayList<>();

    @BeforeEach
    void makeHome() {
        home = new Home(directory.resolve("home")).create();
    }

    @AfterEach
    void killWhatWasStarted() {
        started.stream().filter(ProcessIdentity::isAlive).forEach(ProcessesIT::kill);
    }

    @Test
    void aProcessIsAliveUntilItIsDead() throws Exception {
        Process sleep = new ProcessBuilder("sleep", "60").start();
        ProcessIdentity identity = ProcessIdentity.of(sleep.pid()).orElseThrow();

        assertThat(identity.isAlive()).isTrue();
        assertThat(new ProcessIdentity(identity.pid(), identity.startTime() + 1).isAlive())
                .isFalse();

        sleep.destroyForcibly().waitFor();
        assertThat(identity.isAlive()).isFalse();
    }

    @Test
    void aZombieIsDead() throws Exception {
        // The child ends when its parent has become a program that waits for nobody.
        String child = "until grep -q sleep /proc/$PPID/comm; do :; done";
        Process shell =
                new ProcessBuilder("sh", "-c", "sh -c '" + child + "' & echo $!; exec sleep 60")
                        .start();
        try (BufferedReader out = shell.inputReader()) {
            long pid = Long.parseLong(out.readLine());
            Path stat = Path.of("/proc/" + pid + "/stat");

            eventually(() -> read(stat).contains(") Z "));

            assertThat(ProcessIdentity.of(pid)).isEmpty();
        } finally {
            shell.destroyForcibly().waitFor();
        }
    }

    @Test
    void aRunFileSaysWhoRuns() {
        RunFile mine =
                RunFile.ofThisProcess(
                        3000, Path.of("/tmp/x.sock"), URI.create("http://127.0.0.1:3000"));

        mine.write(home, Program.MCPD);

        assertThat(RunFile.alive(home, Program.MCPD)).contains(mine);
        assertThat(RunFile.read(home, Program.MCPLOCAL)).isEmpty();
        mine.remove(home, Program.MCPD);
        assertThat(RunFile.read(home, Program.MCPD)).isEmpty();
    }

    @Test
    void aRunFileOfADeadProcessIsReadButNotAlive() throws Exception {
        Process sleep = new ProcessBuilder("sleep", "60").start();
        ProcessIdentity identity = ProcessIdentity.of(sleep.pid()).orElseThrow();
        new RunFile(identity, 0, null, null, "dev", Instant.EPOCH).write(home, Program.SUPERVISOR);
        assertThat(RunFile.alive(home, Program.SUPERVISOR)).isPresent();

        sleep.destroyForcibly().waitFor();

        assertThat(RunFile.alive(home, Program.SUPERVISOR)).isEmpty();
        assertThat(RunFile.read(home, Program.SUPERVISOR)).isPresent();
    }

    @Test
    void aRunFileThatAnotherProcessWroteIsNotRemoved() {
        RunFile other = new RunFile(new ProcessIdentity(1, 1), 0, null, null, "dev", Instant.EPOCH);
        other.write(home, Program.MCPD);

        RunFile.ofThisProcess(0, null, null).remove(home, Program.MCPD);

        assertThat(RunFile.read(home, Program.MCPD)).contains(other);
    }

    @Test
    void aBrokenRunFileIsNoRunFile() throws IOException {
        for (String text :
                List.of(
                        "",
                        "[]",
                        "{",
                        "{\"pid\":\"x\"}",
                        "{\"url\":\":\"}",
                        "{\"startedAt\":\"x\"}")) {
            Files.writeString(home.runFile(Program.MCPD), text);
            assertThat(RunFile.read(home, Program.MCPD)).as(text).isEmpty();
        }
    }

    @Test
    void aLockIsHeldOnceAndNamesItsHolder() {
        try (ProgramLock _ = ProgramLock.acquire(home, Program.MCPD)) {
            assertThatThrownBy(() -> ProgramLock.acquire(home, Program.MCPD))
                    .isInstanceOf(Problem.class)
                    .hasMessage(
                            "mcpd runs already for "
                                    + home.directory()
                                    + " (pid "
                                    + ProcessHandle.current().pid()
                                    + ")");
            assertThat(ProgramLock.holder(home.lock(Program.MCPD)))
                    .contains(ProcessIdentity.ofThisProcess());
        }

        assertThat(ProgramLock.holder(home.lock(Program.MCPD))).isEmpty();
        ProgramLock.acquire(home, Program.MCPD).close();
    }

    @Test
    void aLockIsKeptFromOtherProcessesAndFreeWhenItsHolderIsKilled() throws Exception {
        Process other = lockInAnotherProcess();
        ProcessIdentity holder = ProcessIdentity.of(other.pid()).orElseThrow();

        assertThat(ProgramLock.tryAcquire(home, home.lock(Program.MCPD))).isEmpty();
        assertThat(ProgramLock.holder(home.lock(Program.MCPD))).contains(holder);

        other.destroyForcibly().waitFor();
        assertThat(ProgramLock.holder(home.lock(Program.MCPD))).isEmpty();
        ProgramLock.acquire(home, Program.MCPD).close();
    }

    @Test
    void askingForAHeldLockDoesNotGiveItAway() throws Exception {
        try (ProgramLock _ = ProgramLock.acquire(home, Program.MCPD)) {
            assertThat(ProgramLock.tryAcquire(home, home.lock(Program.MCPD))).isEmpty();
            assertThat(ProgramLock.holder(home.lock(Program.MCPD))).isPresent();

            Process other = lockInAnotherProcess();

            assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(other.exitValue()).isEqualTo(3);
        }
    }

    @Test
    void aDetachedProgramLeadsItsOwnSessionAndHoldsNoPipe() throws Exception {
        ProcessIdentity sleep = detached("sleep", "60");

        eventually(() -> sessionOf(sleep.pid()) == sleep.pid());
        assertThat(fileOf(sleep.pid(), 0)).isEqualTo(Path.of("/dev/null"));
        assertThat(fileOf(sleep.pid(), 1)).isEqualTo(home.log(Program.SUPERVISOR).toRealPath());
        assertThat(fileOf(sleep.pid(), 2)).isEqualTo(home.log(Program.SUPERVISOR).toRealPath());
        try (Stream<Path> open = Files.list(Path.of("/proc/" + sleep.pid() + "/fd"))) {
            assertThat(open.map(ProcessesIT::target)).noneMatch(file -> file.contains("pipe:"));
        }
    }

    @Test
    void aDetachedProgramHasTheGivenEnvironmentAndAppendsToItsLog() throws Exception {
        Files.writeString(home.log(Program.SUPERVISOR), "before\n");

        detached("sh", "-c", "env; echo complaint >&2");

        eventually(() -> read(home.log(Program.SUPERVISOR)).contains("complaint"));
        assertThat(read(home.log(Program.SUPERVISOR)))
                .startsWith("before\n")
                .contains("ONLY=this")
                .doesNotContain("HOME=");
    }

    @Test
    void aDetachedProgramOutlivesWhoStartedIt() throws Exception {
        Process starter = java("dev.mcpctl.api.home.ProcessesIT$Starter");

        String pid;
        try (BufferedReader out = starter.inputReader()) {
            pid = out.readLine();
            // The end of the stream comes only when nobody holds the starter's pipe any more.
            assertThat(out.readLine()).isNull();
        }
        assertThat(starter.waitFor()).isZero();
        ProcessIdentity sleep = ProcessIdentity.of(Long.parseLong(pid)).orElseThrow();
        started.add(sleep);
        assertThat(sleep.isAlive()).isTrue();
    }

    @Test
    void aProgramThatIsNotThereIsSaidInTheLog() {
        ProcessIdentity gone = detached("/nowhere/program");

        eventually(() -> !gone.isAlive());
        assertThat(read(home.log(Program.SUPERVISOR))).contains("/nowhere/program");
    }

    @Test
    void theStartRecordIsKeptWholeAndPrivate() throws IOException {
        StartRecord record = record("sleep", "60");

        record.write(home);

        assertThat(StartRecord.read(home)).contains(record);
        assertThat(HomeTest.mode(home.startRecord())).isEqualTo("rw-------");
        assertThat(record.toString()).doesNotContain("ONLY");
        assertThatThrownBy(() -> record.start(home, Program.MCPLOCAL))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("does not say how to start mcplocal");
        StartRecord.remove(home);
        assertThat(StartRecord.read(home)).isEmpty();
    }

    @Test
    void aDeadSupervisorIsReplacedAndALivingOneIsLeftAlone() {
        supervisorScript().write(home);

        try (SupervisorWatch _ = SupervisorWatch.start(home, Program.MCPD)) {
            ProcessIdentity first = awaitSupervisor(null);
            kill(first);
            ProcessIdentity second = awaitSupervisor(first);

            assertThat(second).isNotEqualTo(first);
            assertThat(read(home.log(Program.SUPERVISOR)).lines()).hasSize(2);
        }
    }

    @Test
    void twoWatchersStartOneSupervisor() {
        StartRecord record = supervisorScript();
        new StartRecord(
                        record.build(),
                        record.programs(),
                        record.environment(),
                        Set.of(Program.MCPD, Program.MCPLOCAL))
                .write(home);

        try (SupervisorWatch _ = SupervisorWatch.start(home, Program.MCPD);
                SupervisorWatch _ = SupervisorWatch.start(home, Program.MCPLOCAL)) {
            ProcessIdentity first = awaitSupervisor(null);
            kill(first);
            awaitSupervisor(first);

            assertThat(read(home.log(Program.SUPERVISOR)).lines()).hasSize(2);
        }
    }

    @Test
    void aHomeThatWantsNothingGetsNoSupervisor() {
        StartRecord record = supervisorScript();
        new StartRecord(record.build(), record.programs(), record.environment(), Set.of())
                .write(home);

        try (SupervisorWatch _ = SupervisorWatch.start(home, Program.MCPLOCAL);
                SupervisorWatch _ = SupervisorWatch.start(home, Program.MCPD)) {
            record.write(home); // wants mcpd
            started.add(awaitSupervisor(null));
        }

        assertThat(read(home.log(Program.SUPERVISOR)).lines()).hasSize(1);
    }

    /** A supervisor that writes its run file, says a line and sleeps. */
    private StartRecord supervisorScript() {
        String file = home.runFile(Program.SUPERVISOR).toString();
        String script =
                """
                echo started
                set -- $(cut -d')' -f2 /proc/$$/stat)
                echo "{\\"pid\\":$$,\\"startTime\\":${20}}" > '%s.new'
                mv '%s.new' '%s'
                exec sleep 60
                """
                        .formatted(file, file, file);
        return record("sh", "-c", script);
    }

    private StartRecord record(String... command) {
        return new StartRecord(
                "b1",
                Map.of(Program.SUPERVISOR, List.of(command)),
                ENVIRONMENT,
                Set.of(Program.MCPD));
    }

    private ProcessIdentity awaitSupervisor(
            @org.jspecify.annotations.Nullable ProcessIdentity not) {
        eventually(() -> supervisor().filter(found -> !found.equals(not)).isPresent());
        ProcessIdentity found = supervisor().orElseThrow();
        started.add(found);
        return found;
    }

    private Optional<ProcessIdentity> supervisor() {
        return RunFile.alive(home, Program.SUPERVISOR).map(RunFile::process);
    }

    private ProcessIdentity detached(String... command) {
        ProcessIdentity process =
                Detached.start(
                        List.of(command), ENVIRONMENT, directory, home.log(Program.SUPERVISOR));
        started.add(process);
        return process;
    }

    private Process lockInAnotherProcess() throws IOException {
        Process other = java("dev.mcpctl.api.home.ProcessesIT$Locker");
        assertThat(other.inputReader().readLine()).isIn("locked", "taken");
        return other;
    }

    private Process java(String main) throws IOException {
        ProcessBuilder program =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main,
                        home.directory().toString());
        Process process = program.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        ProcessIdentity.of(process.pid()).ifPresent(started::add);
        return process;
    }

    private static long sessionOf(long pid) {
        String stat = read(Path.of("/proc/" + pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3]);
    }

    private static Path fileOf(long pid, int descriptor) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + pid + "/fd/" + descriptor));
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "gone";
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private static void kill(ProcessIdentity process) {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        eventually(() -> !process.isAlive());
    }

    private static void eventually(BooleanSupplier isSo) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for 20 s").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** Locks the home for mcpd and waits to be killed; exits with 3 when it is taken. */
    static final class Locker {
        public static void main(String[] args) throws Exception {
            Home home = new Home(Path.of(args[0]));
            if (ProgramLock.tryAcquire(home, home.lock(Program.MCPD)).isEmpty()) {
                System.out.println("taken");
                System.exit(3);
            }
            System.out.println("locked");
            Thread.sleep(60_000);
        }
    }

    /** Starts a detached program, prints its pid and ends. */
    static final class Starter {
        public static void main(String[] args) {
            Home home = new Home(Path.of(args[0]));
            System.out.println(
                    Detached.start(
                                    List.of("sleep", "60"),
                                    ENVIRONMENT,
                                    home.directory(),
                                    home.log(Program.MCPD))
                            .pid());
        }
    }
}
