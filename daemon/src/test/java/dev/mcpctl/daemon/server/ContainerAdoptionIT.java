package dev.mcpctl.daemon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.daemon.runtime.LogQuery;
import dev.mcpctl.daemon.runtime.docker.TestEngine;
import dev.mcpctl.db.instance.Handle;
import dev.mcpctl.db.instance.Instance;
import dev.mcpctl.db.instance.Owner;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

class ContainerAdoptionIT {
    private static final List<String> SERVERS = List.of("serves", "pipes", "heeds");
    private static final List<String> TOLD = List.of("serves", "pipes", "heeds", "shared", "adas");
    private static final Owner ADA = Owner.user("user:ada");

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
            lab.create("server", "own", ServerLab.webImage().put("sessionMode", "perUser"));
            String _ = pidFor(lab, ADA);
            lab.running("own", 2)
                    .forEach((id, instance) ->
                            System.out.println(
                                    (instance.owner().isEverybody() ? "shared " : "adas ") + id));
            System.out.println("end");
            Thread.currentThread().join();
        }
    }

    private static String pidFor(ServerLab lab, Owner owner) {
        Json params = Json.object("name", Json.of("pid")).with("arguments", Json.object());
        Call call =
                Call.of(Methods.TOOLS_CALL, params, ServerLab.caller(""), Duration.ofSeconds(30));
        return lab.presence("own").call(call, owner).toString();
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
            String adas = Objects.requireNonNull(before.get("adas"));
            String shared = Objects.requireNonNull(before.get("shared"));
            Map<String, Instance> own = lab.running("own", 2);
            assertThat(own).containsOnlyKeys(adas, shared);
            assertThat(Objects.requireNonNull(own.get(adas)).owner()).isEqualTo(ADA);
            assertThat(pidFor(lab, ADA)).isNotEmpty();
            List<String> running = new ArrayList<>(List.of(served, adas, shared));
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
            if (words.length == 2 && TOLD.contains(words[0])) {
                told.put(words[0], words[1]);
            }
        }
        assertThat(told).containsOnlyKeys(TOLD);
        return told;
    }
}
