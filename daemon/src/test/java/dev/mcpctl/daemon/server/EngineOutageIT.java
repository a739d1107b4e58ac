package dev.mcpctl.daemon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.api.instance.InstanceState;
import dev.mcpctl.daemon.runtime.LogQuery;
import dev.mcpctl.daemon.runtime.docker.TestEngine;
import dev.mcpctl.mcp.message.McpException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An engine of this test's own, on the images and containers of the machine's Podman. */
class EngineOutageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir Path directory;
    private final String installation = UUID.randomUUID().toString();
    private Path socket;
    private Process engine;
    private ServerLab lab;

    @BeforeEach
    void open() throws Exception {
        TestEngine.PODMAN.require();
        socket = directory.resolve("engine.sock");
        startEngine();
        lab =
                ServerLab.with(
                        Map.of("DOCKER_HOST", "unix://" + socket),
                        Optional.empty(),
                        directory.resolve("home"),
                        installation,
                        "node");
    }

    @AfterEach
    void close() throws Exception {
        if (lab != null) {
            lab.close();
            assertThat(TestEngine.PODMAN.containers(installation)).isEmpty();
        }
        if (engine != null) {
            engine.destroyForcibly().waitFor();
        }
    }

    @Test
    @DisplayName("kill -9 of the engine: HTTP goes on, stdio is started anew, nothing is doubled")
    void whatAnEngineLeftWhenItDiedIsAdoptedOrReaped() throws Exception {
        lab.create("server", "serves", ServerLab.webImage());
        lab.create("server", "pipes", ServerLab.image("scripted-server.mjs", "--stubborn"));
        lab.create("server", "deleted", ServerLab.image("scripted-server.mjs", "--stubborn"));
        String served = lab.running("serves", 1).keySet().iterator().next();
        String piped = lab.running("pipes", 1).keySet().iterator().next();
        lab.running("deleted", 1);
        CompletableFuture<McpException> open = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() ->
                        open.complete(
                                catchThrowableOfType(
                                        McpException.class,
                                        () -> lab.call("pipes", "hold", "{\"millis\":60000}"))));
        await().until(() -> lab.presence("pipes").open() == 1);

        engine.destroyForcibly().waitFor();

        assertThat(open.get(5, TimeUnit.SECONDS)).hasMessageContaining("pipes");
        lab.awaitState("pipes", InstanceState.PENDING);
        assertThat(catchThrowableOfType(McpException.class, () -> lab.call("pipes", "pid", "{}")))
                .hasMessageContaining("no container engine answers")
                .hasMessageContaining(socket.toString());
        assertThat(lab.call("serves", "say", "{\"text\":\"meanwhile\"}")).isEqualTo("said");
        assertThat(lab.state("serves")).isEqualTo(InstanceState.RUNNING);
        lab.delete("server", "deleted");

        startEngine();

        await().atMost(PATIENCE).until(() -> lab.state("pipes") == InstanceState.RUNNING);
        String anew = lab.running("pipes", 1).keySet().iterator().next();
        assertThat(anew).isNotEqualTo(piped);
        assertThat(lab.call("pipes", "echo", "{\"text\":\"x\"}")).isEqualTo("x");
        assertThat(lab.instance("pipes").status().restarts()).isEqualTo(1);
        assertThat(lab.running("serves", 1)).containsOnlyKeys(served);
        assertThat(lab.instance("serves").status().restarts()).isZero();
        assertThat(lab.call("serves", "say", "{\"text\":\"after\"}")).isEqualTo("said");
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(TestEngine.PODMAN.containers(installation))
                                .containsExactlyInAnyOrder(served, anew));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(logOf("serves")).contains("after"));

        TestEngine.PODMAN.kill(served);

        await().atMost(PATIENCE).until(() -> lab.instance("serves").status().restarts() == 1);
        assertThat(lab.running("serves", 1)).doesNotContainKey(served);
        assertThat(lab.call("serves", "pid", "{}")).isEqualTo("1");
    }

    private List<String> logOf(String server) throws Exception {
        List<String> lines = new ArrayList<>();
        lab.processes.logs.read(server, LogQuery.all(), lines::add);
        return lines;
    }

    /** From the root directory: an engine keeps the one that it was started in. */
    private void startEngine() throws IOException {
        Files.deleteIfExists(socket);
        engine =
                new ProcessBuilder("podman", "system", "service", "--time=0", "unix://" + socket)
                        .directory(new java.io.File("/"))
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("engine.log").toFile())
                        .redirectInput(new java.io.File("/dev/null"))
                        .start();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> {
                    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                        return channel.connect(UnixDomainSocketAddress.of(socket));
                    }
                });
    }
}
