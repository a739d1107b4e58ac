package dev.mcpctl.daemon.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.daemon.runtime.docker.TestEngine;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.upstream.HttpUpstream;
import dev.mcpctl.mcp.upstream.Upstream;
import dev.mcpctl.mcp.upstream.UpstreamSettings;
import dev.mcpctl.mcp.wire.Revision;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Containers that come and go a thousand times leave nothing behind. */
class ContainerCyclesSoak {
    private static final int REPLICAS = 5;

    /**
     * At first more at once than later: connections to the engine and to the database are kept for
     * the next use, as many as were ever needed at once.
     */
    private static final int WARM_UP_REPLICAS = 8;

    private static final int WARM_UP_ROUNDS = 10;
    private static final long MAX_GROWTH_BYTES = 5 * 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Caller CLIENT = new Caller("", "", Revision.MODERN, false);

    @TempDir Path directory;
    private final Vertx vertx = Vertx.vertx();

    @ParameterizedTest
    @CsvSource("DOCKER, 1000") // "PODMAN, 200" holds too, and takes nearly as long again
    @DisplayName("start-stop cycles leave no container, volume, thread, descriptor or memory")
    void nothingStaysBehind(TestEngine which, int cycles) throws Exception {
        which.require();
        Map<String, String> environment =
                Map.of("DOCKER_HOST", which.host(), "MCPD_PULL_POLICY", "IfNotPresent");
        HttpClientAgent client = HttpUpstream.client(vertx);
        try (McpdProcess mcpd = McpdProcess.start(directory.resolve("home"), environment)) {
            List<Cycled> servers =
                    List.of(
                            new Cycled(which, mcpd, vertx, client, "pipes", pipes()),
                            new Cycled(which, mcpd, vertx, client, "serves", serves()));
            inParallel(servers, server -> server.rounds(WARM_UP_ROUNDS, WARM_UP_REPLICAS));
            Footprint before = settled(mcpd);
            servers.forEach(Cycled::forgetWhatWasSeen);
            long began = System.nanoTime();

            int rounds = cycles / REPLICAS / servers.size();
            inParallel(servers, server -> server.rounds(rounds, REPLICAS));

            Duration took = Duration.ofNanos(System.nanoTime() - began);
            Set<String> containers = new TreeSet<>();
            Set<String> volumes = new TreeSet<>();
            servers.forEach(server -> {
                containers.addAll(server.containers);
                volumes.addAll(server.volumes);
            });
            assertThat(containers).as("containers that ran").hasSize(cycles);
            assertThat(volumes).as("volumes that they had").hasSize(cycles);
            assertThat(which.containers(mcpd.installation())).isEmpty();
            assertThat(which.volumes()).doesNotContainAnyElementsOf(volumes);
            Footprint[] after = {Footprint.of(mcpd.pid(), directory)};
            await("no thread or descriptor more than before")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(5))
                    .untilAsserted(() -> {
                        after[0] = Footprint.of(mcpd.pid(), directory);
                        assertThat(after[0].moreThan(before)).isEmpty();
                    });
            System.out.printf(
                    "%s: %d starts and stops in %d s; before: %s; after: %s%n",
                    which, cycles, took.toSeconds(), before, after[0]);
            assertThat(after[0].heapBytes() - before.heapBytes())
                    .as(() -> "growth of the heap:\n" + after[0].grownSince(before))
                    .isLessThan(MAX_GROWTH_BYTES);
            servers.forEach(Cycled::close);
        } finally {
            client.close().await();
            vertx.close().await();
        }
    }

    /** Once two looks some seconds apart show the same. */
    private Footprint settled(McpdProcess mcpd) {
        Footprint[] last = {new Footprint(Map.of(), Map.of(), Map.of())};
        await("mcpd has come to rest")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(5))
                .until(() -> {
                    Footprint now = Footprint.of(mcpd.pid(), directory);
                    boolean isSame =
                            now.moreThan(last[0]).isEmpty() && last[0].moreThan(now).isEmpty();
                    last[0] = now;
                    return isSame;
                });
        return last[0];
    }

    private static ObjectNode pipes() {
        return image("scripted-server.mjs");
    }

    private static ObjectNode serves() {
        ObjectNode spec = image("scripted-web-server.mjs");
        spec.withArray("args").add("--host").add("0.0.0.0").add("--port").add("8080");
        return spec.put("transport", "STREAMABLE_HTTP").put("containerPort", 8080);
    }

    private static ObjectNode image(String script) {
        ObjectNode spec = JsonCodec.object().put("image", TestEngine.NODE_IMAGE).put("replicas", 0);
        spec.putArray("args").add("/app/" + script);
        return spec;
    }

    private interface Work {
        void on(Cycled server) throws Exception;
    }

    private static void inParallel(List<Cycled> servers, Work work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (Cycled server : servers) {
                tasks.add(() -> {
                    work.on(server);
                    return true;
                });
            }
            for (Future<Boolean> each : threads.invokeAll(tasks)) {
                boolean _ = each.get();
            }
        }
    }

    /** One server that comes and goes, with somebody who listens to it all the time. */
    private static final class Cycled implements AutoCloseable {
        private final TestEngine which;
        private final McpdProcess mcpd;
        private final String name;
        private final Upstream client;
        private final Listening listening;
        private final Set<String> containers = ConcurrentHashMap.newKeySet();
        private final Set<String> volumes = ConcurrentHashMap.newKeySet();

        Cycled(
                TestEngine which,
                McpdProcess mcpd,
                Vertx vertx,
                HttpClientAgent http,
                String name,
                ObjectNode spec) {
            this.which = which;
            this.mcpd = mcpd;
            this.name = name;
            mcpd.create(name, spec);
            this.client =
                    HttpUpstream.modernOnly(
                            name,
                            vertx,
                            http,
                            mcpd.uri("/servers/" + name + "/mcp"),
                            () -> Map.of("Authorization", "Bearer " + mcpd.token()),
                            UpstreamSettings.of("soak", "1"));
            mcpd.scale(name, 1);
            Subscriber subscriber = new Subscriber();
            this.listening = client.listen(call("pid"), SubscriptionFilter.lists(), subscriber);
            await(name + " is listened to").atMost(PATIENCE).until(() -> subscriber.isHeard);
        }

        void forgetWhatWasSeen() {
            containers.clear();
            volumes.clear();
        }

        void rounds(int count, int replicas) throws Exception {
            for (int i = 0; i < count; i++) {
                mcpd.scale(name, replicas);
                await(name + " is up").atMost(PATIENCE).until(() -> running() == replicas);
                for (int each = 0; each < replicas; each++) {
                    Json answer = client.call(call("pid"));
                    assertThat(answer.get("content")).as("%s", answer).isPresent();
                }
                Map<String, List<String>> present = which.volumesOf(mcpd.installation(), name);
                containers.addAll(present.keySet());
                present.values().forEach(volumes::addAll);
                mcpd.scale(name, 0);
                await(name + " is down").atMost(PATIENCE).until(() -> rows().isEmpty());
            }
        }

        private long running() {
            return rows().stream()
                    .filter(row -> row.at("/status/state").asText().equals("Running"))
                    .count();
        }

        private List<JsonNode> rows() {
            List<JsonNode> rows = new ArrayList<>();
            for (JsonNode row : mcpd.get("/instances").path("items")) {
                if (row.at("/spec/server").asText().equals(name)) {
                    rows.add(row);
                }
            }
            return rows;
        }

        private static Call call(String tool) {
            Json params = Json.object("name", Json.of(tool)).with("arguments", Json.object());
            return Call.of(Methods.TOOLS_CALL, params, CLIENT, Duration.ofSeconds(30));
        }

        @Override
        public void close() {
            listening.close();
            client.close();
        }
    }

    private static final class Subscriber implements SubscriptionSink {
        private volatile boolean isHeard;

        @Override
        public void acknowledged(SubscriptionFilter honoured) {
            isHeard = true;
        }

        @Override
        public void event(Notification event) {}

        @Override
        public void ended() {}
    }
}
