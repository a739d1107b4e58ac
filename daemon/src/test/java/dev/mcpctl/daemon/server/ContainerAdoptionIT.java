package dev.mcpctl.daemon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.daemon.runtime.LogQuery;
import dev.mcpctl.daemon.runtime.docker.TestEngine;
import dev.mcpctl.db.instance.Handle;
import dev.mcpctl.db.instance.Instance;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

class ContainerAdoptionIT {
    private static final List<String> SERVERS = List.of("serves", "pipes", "heeds");

    @TempDir Path directory;
    private final String node = UUID.randomUUID().toString();
    private final String installation = UUID.randomUUID().toString();

    /** Stands for an mcpd: runs some servers, says their containers, and waits for its end. */
    static final class Mcpd {
        private Mcpd() {}

        public static void main(String[] arguments) throws Exception {
            ServerLab lab =
                    ServerLab.with(
                            TestEngine.valueOf(arguments[0]),
                            Path.of(arguments[1]),
                            arguments[2],
                            arguments[3]);
            lab.create("server", "serves", ServerLab.webImage());
            lab.create("server", "pipes", ServerLab.image("scripted-server.mjs", "--stubborn"));
            lab.create("server", "heeds", ServerLab.image("scripted-server.mjs"));
            for (String server : SERVERS) {
                Map.Entry<String, Instance> only =
                        lab.running(server, 1).entrySet().iterator().next();
                System.out.println(server + " " + only.getKey());
            }
            System.out.println("end");
            Thread.currentThread().join();
        }
    }

    @ParameterizedTest
    @EnumSource(TestEngine.class)
    @DisplayName("kill -9 of mcpd: what serves HTTP goes on, what hung on a pipe is started anew")
    void containersOutliveTheirMcpdOrAreReaped(TestEngine which) throws Exception {
        which.require();
        Process mcpd = startMcpd(which);
        Map<String, String> before = new TreeMap<>();
        try {
            before.putAll(told(mcpd));
        } finally {
            mcpd.destroyForcibly().waitFor();
        }

        String served = Objects.requireNonNull(before.get("serves"));
        try (ServerLab lab = ServerLab.with(which, directory, installation, node)) {
            assertThat(lab.running("serves", 1)).containsOnlyKeys(served);
            assertThat(lab.instance("serves").status().restarts()).isZero();
            assertThat(digest(lab, "serves")).startsWith("sha256:").hasSize(71);
            assertThat(lab.call("serves", "say", "{\"text\":\"after\"}")).isEqualTo("said");
            List<String> running = new ArrayList<>(List.of(served));
            for (String server : List.of("pipes", "heeds")) {
                running.addAll(lab.running(server, 1).keySet());
                assertThat(lab.call(server, "echo", "{\"text\":\"x\"}")).isEqualTo("x");
            }
            assertThat(running).doesNotContain(before.get("pipes"), before.get("heeds"));
            assertThat(which.containers(installation)).containsExactlyInAnyOrderElementsOf(running);
            List<String> lines = new ArrayList<>();
            lab.processes.logs.read("serves", LogQuery.all(), lines::add);
            assertThat(lines).contains("after");

            String adopted = digest(lab, "serves");
            which.kill(served);

            await().until(() -> !lab.running("serves", 1).containsKey(served));
            await().until(() -> digest(lab, "serves").equals(adopted));
            assertThat(lab.call("serves", "pid", "{}")).isEqualTo("1");
        }
        assertThat(which.containers(installation)).isEmpty();
    }

    private static String digest(ServerLab lab, String server) {
        Handle handle = lab.instance(server).status().handle();
        return handle == null ? "" : String.valueOf(handle.imageDigest());
    }

    private Process startMcpd(TestEngine which) throws Exception {
        return ServerLab.program(
                        Mcpd.class,
                        directory,
                        which.name(),
                        directory.toString(),
                        installation,
                        node)
                .start();
    }

    private static Map<String, String> told(Process mcpd) throws Exception {
        Map<String, String> told = new TreeMap<>();
        BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(mcpd.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine();
                line != null && !line.equals("end");
                line = lines.readLine()) {
            String[] words = line.split(" ", -1);
            if (words.length == 2 && SERVERS.contains(words[0])) {
                told.put(words[0], words[1]);
            }
        }
        assertThat(told).containsOnlyKeys(SERVERS);
        return told;
    }
}
