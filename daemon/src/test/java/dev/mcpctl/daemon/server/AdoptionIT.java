package dev.mcpctl.daemon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.api.home.ProcessIdentity;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.daemon.runtime.LogQuery;
import dev.mcpctl.daemon.runtime.ProcessLab;
import dev.mcpctl.db.Database;
import dev.mcpctl.db.feed.Author;
import dev.mcpctl.db.instance.Instance;
import dev.mcpctl.db.resource.DeleteMode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

class AdoptionIT {
    private static final List<String> SERVERS = List.of("stays", "changes", "leaves", "pipes");

    @TempDir Path directory;
    private final String installation = UUID.randomUUID().toString();
    private final String node = UUID.randomUUID().toString();
    private final List<ProcessHandle> left = new ArrayList<>();

    /** Stands for an mcpd: runs some servers, says their process ids, and waits for its end. */
    static final class Mcpd {
        private Mcpd() {}

        public static void main(String[] arguments) throws Exception {
            ServerLab lab = lab(Path.of(arguments[0]), arguments[1], arguments[2]);
            lab.create("server", "stays", ServerLab.web(Integer.parseInt(arguments[3])));
            lab.create("server", "changes", ServerLab.web(Integer.parseInt(arguments[4])));
            lab.create("server", "leaves", ServerLab.web(Integer.parseInt(arguments[5])));
            lab.create("server", "pipes", ServerLab.scripted("--stubborn"));
            String first = lab.running("stays", 1).keySet().iterator().next();
            ProcessHandle.of(Long.parseLong(first)).orElseThrow().destroyForcibly();
            await().until(() -> !lab.running("stays", 1).containsKey(first));
            for (String server : SERVERS) {
                Map.Entry<String, Instance> only =
                        lab.running(server, 1).entrySet().iterator().next();
                System.out.println(server + " " + only.getKey() + " " + only.getValue().name());
            }
            System.out.println("end");
            Thread.currentThread().join();
        }
    }

    private static ServerLab lab(Path directory, String installation, String node) {
        return new ServerLab(
                directory,
                new ProcessLab(directory, installation, node),
                Pauses.of(Clock.systemUTC()),
                _ -> {});
    }

    private record Left(long pid, String instance) {
        /** Nobody may be there to reap it: what waits for that is dead. */
        private boolean isAlive() {
            return ProcessIdentity.of(pid).isPresent();
        }
    }

    private static Left of(Map<String, Left> before, String server) {
        return Objects.requireNonNull(before.get(server));
    }

    @AfterEach
    void end() {
        left.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    @DisplayName("what serves HTTP goes on when mcpd is killed, if it is what is wanted still")
    void whatServesAtAnAddressIsAdopted() throws Exception {
        List<String> ports =
                List.of(
                        Integer.toString(ServerLab.freePort()),
                        Integer.toString(ServerLab.freePort()),
                        Integer.toString(ServerLab.freePort()));
        Process mcpd = startMcpd(ports);
        Map<String, Left> before = told(mcpd);
        mcpd.destroyForcibly().waitFor();

        try (ServerLab lab =
                new ServerLab(
                        directory,
                        new ProcessLab(directory, installation, node),
                        Pauses.of(Clock.systemUTC()),
                        database -> meanwhile(database, ports.get(1)))) {
            Left stays = of(before, "stays");
            assertThat(lab.running("stays", 1)).containsOnlyKeys(Long.toString(stays.pid()));
            Instance adopted = lab.instance("stays");
            assertThat(adopted.name()).isEqualTo(stays.instance());
            assertThat(adopted.status().restarts()).isEqualTo(1);
            assertThat(lab.call("stays", "pid", "{}")).isEqualTo(Long.toString(stays.pid()));
            assertThat(lab.call("stays", "say", "{\"text\":\"after\"}")).isEqualTo("said");
            await().untilAsserted(() -> {
                List<String> lines = new ArrayList<>();
                lab.processes.logs.read("stays", LogQuery.all(), lines::add);
                assertThat(lines).containsExactly("listening as " + stays.pid(), "after");
            });

            await().untilAsserted(() ->
                    assertThat(lab.running("changes", 1))
                            .doesNotContainKey(Long.toString(of(before, "changes").pid())));
            await().until(() -> !of(before, "changes").isAlive());
            await().untilAsserted(() ->
                    assertThat(lab.running("pipes", 1))
                            .doesNotContainKey(Long.toString(of(before, "pipes").pid())));
            await().until(() -> !of(before, "pipes").isAlive());
            await().until(() -> !of(before, "leaves").isAlive());
            await().until(() -> lab.database.instances().ofServer("leaves").isEmpty());

            ProcessHandle.of(stays.pid()).orElseThrow().destroyForcibly();
            await().untilAsserted(() ->
                    assertThat(lab.instance("stays").status().restarts()).isEqualTo(2));
            assertThat(lab.running("stays", 1)).doesNotContainKey(Long.toString(stays.pid()));
        }
        assertThat(before.values()).noneMatch(Left::isAlive);
    }

    /** While no mcpd runs, one server is changed and another deleted. */
    private static void meanwhile(Database database, String port) {
        Author ada = Author.of("user:ada");
        database.resources()
                .overwrite(
                        ada,
                        Resource.of(
                                Metadata.named("server", null, "changes"),
                                ServerLab.web(Integer.parseInt(port), "--another")));
        database.resources()
                .delete(ada, ResourceKey.global("server", "leaves"), DeleteMode.GUARDED);
    }

    private Process startMcpd(List<String> ports) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(directory.toString(), installation, node));
        arguments.addAll(ports);
        Process mcpd =
                ServerLab.program(Mcpd.class, directory, arguments.toArray(String[]::new)).start();
        left.add(mcpd.toHandle());
        return mcpd;
    }

    private Map<String, Left> told(Process mcpd) throws Exception {
        Map<String, Left> told = new TreeMap<>();
        BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(mcpd.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine();
                line != null && !line.equals("end");
                line = lines.readLine()) {
            String[] words = line.split(" ", -1);
            if (words.length == 3 && SERVERS.contains(words[0])) {
                told.put(words[0], new Left(Long.parseLong(words[1]), words[2]));
                ProcessHandle.of(Long.parseLong(words[1])).ifPresent(left::add);
            }
        }
        assertThat(told).containsOnlyKeys(SERVERS);
        return told;
    }
}
