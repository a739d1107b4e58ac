package dev.mcpctl.daemon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

class ProcessRuntimeIT {
    @TempDir Path directory;
    private final List<RunningInstance> started = new ArrayList<>();
    private ProcessLab lab;

    @BeforeEach
    void makeLab() {
        lab = new ProcessLab(directory);
    }

    @AfterEach
    void stopAll() {
        started.forEach(RunningInstance::stop);
    }

    @Test
    void aServerSeesWhatIsSharedWhatItDeclaresTheMarksAndNothingElse() throws Exception {
        Map<String, String> own =
                Map.of(
                        "PATH", System.getenv("PATH"),
                        "HOME", "/home/somebody",
                        "LANG", "C.UTF-8",
                        "LC_ALL", "C.UTF-8",
                        "https_proxy", "http://proxy:1",
                        "MCPD_DATABASE_URL", "postgresql://secret",
                        "npm_config_token", "secret",
                        "NODE_EXTRA_CA_CERTS", "/ca.pem");
        InstanceStart start =
                ProcessLab.command(
                        "seer",
                        "node",
                        List.of(ProcessLab.script().toString()),
                        Map.of("TOKEN", "t", "LANG", "de_DE"));

        RunningInstance running = start(lab.runtime(own), start);

        JsonNode answer = JsonCodec.read(ProcessLab.ask(running, ProcessLab.call("env", "{}")));
        JsonNode environment = JsonCodec.read(answer.at("/result/content/0/text").asText());
        Map<String, String> seen =
                environment.properties().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().asText()));
        assertThat(seen)
                .containsOnly(
                        Map.entry("PATH", System.getenv("PATH")),
                        Map.entry("HOME", "/home/somebody"),
                        Map.entry("LANG", "de_DE"),
                        Map.entry("LC_ALL", "C.UTF-8"),
                        Map.entry("https_proxy", "http://proxy:1"),
                        Map.entry("NODE_EXTRA_CA_CERTS", "/ca.pem"),
                        Map.entry("TOKEN", "t"),
                        Map.entry("MCPCTL_INSTALLATION", lab.marks.installation()),
                        Map.entry("MCPCTL_NODE", lab.marks.node()),
                        Map.entry("MCPCTL_INSTANCE", "seer-1"));
    }

    @Test
    void aServerLeadsItsOwnSessionAndWorksInItsOwnDirectory() throws Exception {
        RunningInstance running = start(lab.runtime, ProcessLab.scripted("leader"));

        String cwd = ProcessLab.ask(running, ProcessLab.call("cwd", "{}"));

        assertThat(cwd).contains(directory.resolve("work/leader").toRealPath().toString());
        String[] stat =
                Files.readString(Path.of("/proc", running.handle(), "stat"))
                        .replaceFirst(".*\\) ", "")
                        .split(" ", -1);
        assertThat(stat[2]).as("process group").isEqualTo(running.handle());
        assertThat(stat[3]).as("session").isEqualTo(running.handle());
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> lab.runtime.start(command("nosuch-program")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("command \"nosuch-program\" not found on PATH");
        assertThatThrownBy(() -> lab.runtime.start(command("/etc/passwd")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("\"/etc/passwd\" is not executable");
        assertThatThrownBy(() -> lab.runtime.start(command("/no/such")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("\"/no/such\" not found: no such file");
    }

    @Test
    void anEndIsSeenAtOnceWithItsCode() throws Exception {
        RunningInstance running = start(lab.runtime, ProcessLab.scripted("mortal"));
        ((Channel.Stream) running.channel())
                .toServer()
                .write(
                        (ProcessLab.call("crash", "{\"code\":9}") + "\n")
                                .getBytes(StandardCharsets.UTF_8));
        ((Channel.Stream) running.channel()).toServer().flush();

        Exit exit = running.exit().toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(exit).isEqualTo(new Exit(9));
        assertThat(exit.text()).isEqualTo("exited with code 9");
    }

    @Test
    void aKillIsSeenAsASignal() throws Exception {
        RunningInstance running = start(lab.runtime, ProcessLab.scripted("victim"));

        Signals.KILL.sendTo(Long.parseLong(running.handle()));

        assertThat(running.exit().toCompletableFuture().get(10, TimeUnit.SECONDS).text())
                .isEqualTo("was killed by signal 9");
    }

    @Test
    void stoppingEndsAStubbornServerAndAllThatItStarted() throws Exception {
        RunningInstance running =
                start(lab.runtime, ProcessLab.scripted("stubborn", "--stubborn", "--child"));
        ProcessLab.ask(running, ProcessLab.call("pid", "{}"));
        ProcessTable table = new ProcessTable(lab.marks);
        await().until(() -> table.ofInstance("stubborn-1").size() == 2);

        running.stop();

        assertThat(table.marked()).isEmpty();
        assertThat(Files.readString(directory.resolve("processes.json"))).isEqualTo("[]");
    }

    @Test
    void aCrashTakesWhatTheServerStartedWithIt() throws Exception {
        RunningInstance running = start(lab.runtime, ProcessLab.scripted("parent", "--child"));
        ProcessLab.ask(running, ProcessLab.call("pid", "{}"));

        Signals.KILL.sendTo(Long.parseLong(running.handle()));

        running.exit().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(new ProcessTable(lab.marks).marked()).isEmpty();
    }

    @Test
    void stoppingAServerThatReadsNothingDoesNotHang() throws Exception {
        RunningInstance running =
                start(lab.runtime, ProcessLab.command("deaf", "sleep", List.of("1000"), Map.of()));
        Channel.Stream stream = (Channel.Stream) running.channel();
        Thread writer =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try {
                                stream.toServer().write(new byte[1 << 20]);
                            } catch (IOException e) {
                                // the end of the process ends the write
                            }
                        });
        await().until(() -> writer.getState() == Thread.State.RUNNABLE);

        running.stop();

        assertThat(writer.join(Duration.ofSeconds(5))).isTrue();
        assertThat(ProcessHandle.of(Long.parseLong(running.handle()))).isEqualTo(Optional.empty());
    }

    private static InstanceStart command(String program) {
        return ProcessLab.command("c", program, List.of(), Map.of());
    }

    private RunningInstance start(ProcessRuntime runtime, InstanceStart start) throws StartFailure {
        RunningInstance running = runtime.start(start);
        started.add(running);
        return running;
    }
}
