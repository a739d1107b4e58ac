package dev.mcpctl.daemon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;

import dev.mcpctl.api.instance.Health;
import dev.mcpctl.api.instance.InstanceState;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.db.event.Event;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;

class ProbeIT {
    @TempDir static Path directory;
    private static ManualPauses time;
    private static ServerLab lab;

    @BeforeAll
    static void open() {
        time = new ManualPauses();
        lab = new ServerLab(directory, time);
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    @Test
    @DisplayName("M-089, M-091: a failing probe degrades, then makes unhealthy; calls are refused")
    void aServerWhoseProbeFailsIsDegradedThenUnhealthyThenHealthyAgain() {
        ObjectNode spec = ServerLab.scripted();
        probing(spec, "fail", 17, 2);
        lab.create("server", "sick", spec);

        lab.awaitHealth("sick", Health.DEGRADED);
        assertThat(lab.call("sick", "echo", "{\"text\":\"still\"}")).isEqualTo("still");
        await().until(() -> time.isSleeping(Duration.ofSeconds(17)));
        time.advance(Duration.ofSeconds(17));
        lab.awaitHealth("sick", Health.UNHEALTHY);

        assertThatThrownBy(() -> lab.call("sick", "echo", "{\"text\":\"no\"}"))
                .hasMessageContaining("server \"sick\" is unhealthy: probe failed: tool \"fail\"");
        await().untilAsserted(() -> {
            assertThat(lab.status("sick").path("health").asText()).isEqualTo("unhealthy");
            assertThat(lab.database.events().of(ResourceKey.global("server", "sick")))
                    .extracting(Event::reason)
                    .contains("Degraded", "Unhealthy");
        });
        await().until(() -> time.isSleeping(Duration.ofSeconds(10)));
        lab.overwrite("server", "sick", probing(spec.deepCopy(), "echo", 17, 2));
        time.advance(Duration.ofSeconds(10));
        lab.awaitHealth("sick", Health.HEALTHY);
        assertThat(lab.state("sick")).isEqualTo(InstanceState.RUNNING);
        await().untilAsserted(() -> assertThat(lab.instance("sick").status().restarts()).isZero());
    }

    @Test
    void theFirstProbeWaitsForTheInitialDelay() {
        ObjectNode spec = ServerLab.scripted();
        probing(spec, "echo", 60, 3).withObject("/healthCheck").put("initialDelaySeconds", 33);
        lab.create("server", "late", spec);
        await().until(() -> time.isSleeping(Duration.ofSeconds(33)));

        assertThat(lab.presence("late").now().health()).isEqualTo(Health.UNKNOWN);
        time.advance(Duration.ofSeconds(33));

        lab.awaitHealth("late", Health.HEALTHY);
    }

    @Test
    @DisplayName("M-075: a url is probed as well, and healed without a person")
    void anExternalServerIsPendingUntilItAnswers() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        lab.create(
                "server",
                "elsewhere",
                JsonCodec.object().put("url", "http://127.0.0.1:" + port + "/mcp"));
        await().untilAsserted(() -> {
            assertThat(lab.status("elsewhere").path("state").asText()).isEqualTo("Pending");
            assertThat(lab.status("elsewhere").path("message").asText()).isNotEmpty();
        });

        HttpServer server = modern(port);
        try {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        time.advance(Duration.ofSeconds(1));
                        return lab.state("elsewhere") == InstanceState.RUNNING;
                    });
            lab.awaitHealth("elsewhere", Health.HEALTHY);
            await().untilAsserted(() ->
                    assertThat(lab.status("elsewhere").path("runtime").asText())
                            .isEqualTo("external"));
        } finally {
            server.stop(0);
        }
    }

    /** The least that a server of 2026-07-28 answers. */
    private static HttpServer modern(int port) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext(
                "/mcp",
                exchange -> {
                    ObjectNode request = (ObjectNode) JsonCodec.read(exchange.getRequestBody());
                    ObjectNode result =
                            JsonCodec.object()
                                    .put("resultType", "complete")
                                    .put("ttlMs", 0)
                                    .put("cacheScope", "public");
                    if (request.path("method").asText().equals("server/discover")) {
                        result.putArray("supportedVersions").add("2026-07-28");
                        result.putObject("capabilities").putObject("tools");
                    } else {
                        result.putArray("tools");
                    }
                    ObjectNode answer = JsonCodec.object().put("jsonrpc", "2.0");
                    answer.set("id", request.get("id"));
                    answer.set("result", result);
                    byte[] body = JsonCodec.bytes(answer);
                    exchange.getResponseHeaders().add("content-type", "application/json");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private static ObjectNode probing(
            ObjectNode spec, String tool, int intervalSeconds, int threshold) {
        ObjectNode check = spec.putObject("healthCheck").put("tool", tool);
        check.put("intervalSeconds", intervalSeconds);
        check.put("failureThreshold", threshold);
        check.put("initialDelaySeconds", 0);
        return spec;
    }
}
