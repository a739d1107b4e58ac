package dev.mcpctl.daemon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.instance.InstanceState;
import dev.mcpctl.daemon.runtime.LogQuery;
import dev.mcpctl.db.instance.Handle;
import dev.mcpctl.mcp.message.McpException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

class WebProcessIT {
    @TempDir static Path directory;
    private static ServerLab lab;

    @BeforeAll
    static void open() {
        lab = new ServerLab(directory, Pauses.of(Clock.systemUTC()));
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    @Test
    @DisplayName("M-005, M-089: a process that serves HTTP is dialled, probed, and has a log")
    void aProcessThatServesHttpIsDialled() {
        int port = ServerLab.freePort();
        lab.create("server", "web", ServerLab.web(port, "--late", "1500"));

        String pid = lab.call("web", "pid", "{}");
        String _ = lab.call("web", "say", "{\"text\":\"on stdout\"}");

        assertThat(lab.running("web", 1)).containsOnlyKeys(pid);
        Handle handle = Objects.requireNonNull(lab.instance("web").status().handle());
        assertThat(handle.address()).isEqualTo("http://127.0.0.1:" + port + "/mcp");
        assertThat(lab.instance("web").status().restarts()).isZero();
        await().untilAsserted(() ->
                assertThat(log("web")).containsExactly("listening as " + pid, "on stdout"));
    }

    @Test
    void aCrashFailsTheOpenCallsAtOnceAndTheServerIsBack() throws Exception {
        lab.create("server", "falls", ServerLab.web(ServerLab.freePort()));
        String pid = lab.running("falls", 1).keySet().iterator().next();
        CompletableFuture<String> open =
                CompletableFuture.supplyAsync(
                        () -> lab.call("falls", "hold", "{\"millis\":60000}"),
                        task -> Thread.ofVirtual().start(task));
        await().until(() -> lab.presence("falls").open() == 1);

        ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();

        assertThat(open.handle((_, failure) -> failure).get(2, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(Exception.class)
                .hasMessageContaining("falls")
                .hasMessageContaining("(instance falls-");
        await().untilAsserted(
                        () -> assertThat(lab.instance("falls").status().restarts()).isEqualTo(1));
        assertThat(lab.call("falls", "pid", "{}")).isNotEqualTo(pid);
        try (Stream<Path> files = Files.list(directory.resolve("logs/falls"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".pipe"))).hasSize(1);
        }
    }

    @Test
    void anotherSpecOnTheSamePortWaitsForTheEndOfTheFirst() {
        int port = ServerLab.freePort();
        ObjectNode spec = ServerLab.web(port);
        lab.create("server", "moves", spec);
        String pid = lab.running("moves", 1).keySet().iterator().next();

        ObjectNode changed = spec.deepCopy();
        changed.putArray("env").addObject().put("name", "MOOD").put("value", "good");
        lab.overwrite("server", "moves", changed);

        await().until(() -> lab.call("moves", "env", "{}").contains("\"MOOD\":\"good\""));
        assertThat(lab.running("moves", 1)).doesNotContainKey(pid);
        assertThat(lab.instance("moves").status().restarts()).isZero();
    }

    @Test
    void aDeletedInstanceIsReplacedOnTheSamePort() {
        lab.create("server", "again", ServerLab.web(ServerLab.freePort()));
        String pid = lab.running("again", 1).keySet().iterator().next();

        lab.reconciler.restart(lab.instance("again").toResource(), "user:ada");

        await().until(() -> !lab.running("again", 1).containsKey(pid));
        assertThat(lab.call("again", "pid", "{}")).isNotEqualTo(pid);
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            lab.create("server", "late", ServerLab.web(taken.getLocalPort()));

            await().untilAsserted(() ->
                    assertThat(lab.status("late").path("message").asText())
                            .startsWith("port " + taken.getLocalPort() + " of this machine"));
            assertThatThrownBy(() -> lab.call("late", "pid", "{}"))
                    .isInstanceOf(McpException.class)
                    .hasMessageContaining("not running (Pending)");
        }
        lab.delete("server", "late");
    }

    @Test
    void aServerThatIsDeletedIsEnded() {
        lab.create("server", "goes", ServerLab.web(ServerLab.freePort()));
        String pid = lab.running("goes", 1).keySet().iterator().next();

        lab.delete("server", "goes");

        await().atMost(Duration.ofSeconds(10))
                .until(() -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
        await().until(() -> !Files.exists(directory.resolve("logs/goes")));
        assertThat(lab.reconciler.presence("goes")).isEmpty();
    }

    @Test
    void aProgramThatEndsBeforeItListensIsACrash() {
        ObjectNode spec = ServerLab.web(ServerLab.freePort());
        spec.withArray("args").removeAll().add("-e").add("process.exit(9)");
        lab.create("server", "ends", spec);

        lab.awaitState("ends", InstanceState.CRASH_LOOP_BACK_OFF);

        await().untilAsserted(() ->
                assertThat(lab.status("ends").path("message").asText())
                        .startsWith("exited with code 9 before it answered"));
        lab.delete("server", "ends");
    }

    private static List<String> log(String server) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        lab.processes.logs.read(server, LogQuery.all(), lines::add);
        return lines;
    }
}
