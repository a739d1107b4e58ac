package dev.mcpctl.daemon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.api.home.ProcessIdentity;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

class ReapIT {
    @TempDir Path directory;
    private final List<ProcessHandle> foreign = new ArrayList<>();
    private final String installation = UUID.randomUUID().toString();
    private final String node = UUID.randomUUID().toString();

    /** Stands for an mcpd: starts a server that outlives its pipe, says so, and waits. */
    static final class Mcpd {
        private Mcpd() {}

        public static void main(String[] arguments) throws Exception {
            ProcessLab lab = new ProcessLab(Path.of(arguments[0]), arguments[1], arguments[2]);
            RunningInstance running =
                    lab.runtime.start(ProcessLab.scripted("left", "--stubborn", "--child"));
            ProcessLab.ask(running, ProcessLab.call("pid", "{}"));
            System.out.println(running.handle());
            Thread.currentThread().join();
        }
    }

    @AfterEach
    void endForeign() {
        foreign.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void whatAKilledMcpdLeftIsEndedByTheNextOneOfThatHomeAndByNoOther() throws Exception {
        Process mcpd = startMcpd();
        ProcessIdentity server = ProcessIdentity.of(firstLine(mcpd)).orElseThrow();
        Process bystander = bystander(Map.of());
        Process neighbour =
                bystander(
                        Map.of(
                                ProcessMarks.INSTALLATION,
                                installation,
                                ProcessMarks.NODE,
                                UUID.randomUUID().toString(),
                                ProcessMarks.INSTANCE,
                                "left-1"));
        mcpd.destroyForcibly().waitFor();
        assertThat(server.isAlive()).isTrue();

        List<String> byAnotherHome =
                Leftovers.stopAllOf(List.of(new ProcessLab(directory.resolve("b")).runtime));
        List<String> byAnotherNode =
                Leftovers.stopAllOf(
                        List.of(
                                new ProcessLab(
                                                directory.resolve("c"),
                                                installation,
                                                UUID.randomUUID().toString())
                                        .runtime));
        boolean isUntouched = server.isAlive();
        ProcessLab next = new ProcessLab(directory.resolve("a"), installation, node);
        List<String> byTheNext = Leftovers.stopAllOf(List.of(next.runtime));

        assertThat(byAnotherHome).isEmpty();
        assertThat(byAnotherNode).isEmpty();
        assertThat(isUntouched).isTrue();
        assertThat(byTheNext).containsExactly("left-1");
        assertThat(server.isAlive()).isFalse();
        assertThat(new ProcessTable(next.marks).marked()).isEmpty();
        assertThat(bystander.isAlive()).isTrue();
        assertThat(neighbour.isAlive()).isTrue();
    }

    @Test
    void aRecordedProcessIsEndedThoughItHidTheMarks() throws Exception {
        ProcessLab lab = new ProcessLab(directory, installation, node);
        Process hidden = bystander(Map.of());
        new ProcessLedger(directory.resolve("processes.json"))
                .add(
                        new ProcessLedger.Entry(
                                ProcessIdentity.of(hidden.pid()).orElseThrow(),
                                "hidden",
                                "hidden-1",
                                "",
                                ""));

        List<String> ended = Leftovers.stopAllOf(List.of(lab.runtime(System.getenv())));

        assertThat(ended).containsExactly("hidden-1");
        await().until(() -> !hidden.isAlive());
    }

    @Test
    void aPidThatWasUsedAgainIsLeftAlone() throws Exception {
        ProcessLab lab = new ProcessLab(directory, installation, node);
        Process later = bystander(Map.of());
        new ProcessLedger(directory.resolve("processes.json"))
                .add(
                        new ProcessLedger.Entry(
                                new ProcessIdentity(later.pid(), 1), "old", "old-1", "", ""));

        List<String> ended = Leftovers.stopAllOf(List.of(lab.runtime(System.getenv())));

        assertThat(ended).isEmpty();
        assertThat(later.isAlive()).isTrue();
    }

    private Process startMcpd() throws IOException {
        Process mcpd =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "--enable-native-access=ALL-UNNAMED",
                                Mcpd.class.getName(),
                                directory.resolve("a").toString(),
                                installation,
                                node)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        foreign.add(mcpd.toHandle());
        return mcpd;
    }

    private static long firstLine(Process mcpd) throws IOException {
        return Long.parseLong(
                new BufferedReader(
                                new InputStreamReader(
                                        mcpd.getInputStream(), StandardCharsets.UTF_8))
                        .readLine());
    }

    private Process bystander(Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sleep", "1000");
        builder.environment().putAll(environment);
        Process process = builder.start();
        foreign.add(process.toHandle());
        return process;
    }
}
