package dev.mcpctl.daemon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.instance.Health;
import dev.mcpctl.daemon.runtime.docker.TestEngine;
import dev.mcpctl.db.instance.Instance;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Servers in containers, from what is wanted to what answers. */
@ParameterizedClass
@EnumSource(TestEngine.class)
@SuppressWarnings("NullAway.Init") // each engine has its own
class ContainersIT {
    private static final Caller CLIENT = ServerLab.caller("");
    @TempDir static Path directory;
    private static ServerLab lab;
    private static String installation;
    private static boolean hasEngine;

    private final TestEngine which;

    ContainersIT(TestEngine which) {
        this.which = which;
    }

    @BeforeParameterizedClassInvocation
    static void open(TestEngine which) throws Exception {
        hasEngine = false;
        which.require();
        hasEngine = true;
        installation = UUID.randomUUID().toString();
        lab = lab(which, directory.resolve(which.name()), installation);
    }

    @AfterParameterizedClassInvocation
    static void close(TestEngine which) throws Exception {
        if (hasEngine) {
            lab.close();
            assertThat(which.containers(installation)).isEmpty();
        }
    }

    private static ServerLab lab(TestEngine which, Path home, String ofInstallation) {
        return ServerLab.with(which, home, ofInstallation, "node");
    }

    @Test
    @DisplayName("kill -9 of a container: it runs again, and only its own call fails")
    void onlyTheCallOfTheKilledContainerFails() throws Exception {
        lab.create("server", "two", image().put("replicas", 2));
        Map<String, Instance> before = lab.running("two", 2);
        Map.Entry<String, Instance> killed = before.entrySet().iterator().next();
        List<CompletableFuture<String>> calls = List.of(hold("two"), hold("two"));
        await().until(() -> lab.presence("two").open() == 2);

        which.kill(killed.getKey());

        List<String> answers = new ArrayList<>();
        for (CompletableFuture<String> call : calls) {
            answers.add(call.get(20, TimeUnit.SECONDS));
        }
        String name = killed.getValue().name();
        assertThat(answers).containsExactlyInAnyOrder("1", "failed at " + name);
        await().until(() -> !lab.running("two", 2).containsKey(killed.getKey()));
        Map<String, Instance> after = lab.running("two", 2);
        assertThat(after.values()).extracting(Instance::name).contains(name);
        assertThat(after.keySet()).filteredOn(before::containsKey).hasSize(1);
        assertThat(which.containers(installation)).containsAll(after.keySet());
        assertThat(which.containers(installation)).doesNotContain(killed.getKey());
        assertThat(after.values())
                .allSatisfy(instance ->
                        assertThat(instance.status().restarts())
                                .isEqualTo(instance.name().equals(name) ? 1 : 0));
    }

    @Test
    void anInstanceThatCannotBeReachedFailsNoCallButThoseOfItsConversations() {
        lab.create("server", "deafened", ServerLab.webImage().put("replicas", 2));
        lab.running("deafened", 2);
        Caller faithful = ServerLab.caller("faithful");
        assertThat(lab.call("deafened", faithful, "deaf", "{}")).isEqualTo("deaf");
        await().untilAsserted(() ->
                assertThatThrownBy(() -> lab.call("deafened", faithful, "pid", "{}"))
                        .hasMessageContaining("cannot be reached")
                        .hasMessageContaining("(instance deafened-"));

        for (int i = 0; i < 20; i++) {
            assertThat(lab.call("deafened", ServerLab.caller("new-" + i), "pid", "{}"))
                    .isEqualTo("1");
            assertThat(lab.call("deafened", "pid", "{}")).isEqualTo("1");
        }

        await().untilAsserted(() ->
                assertThat(lab.database.instances().ofServer("deafened"))
                        .extracting(row -> row.status().health())
                        .containsExactlyInAnyOrder(Health.HEALTHY, Health.UNHEALTHY));
    }

    @Test
    @DisplayName("a server has the same tools and the same results as a process and in a container")
    void aContainerAnswersAsAProcessDoes() {
        lab.create("server", "process", ServerLab.scripted());
        lab.create("server", "container", image());
        lab.running("process", 1);
        lab.running("container", 1);
        String large = "ü".repeat(500_000);
        List<Json> calls =
                List.of(
                        call("echo", "{\"text\":\"grüß\\ndich\"}"),
                        call("echo", "{\"text\":\"" + large + "\"}"),
                        call("read", "{\"path\":\"/no/such\"}"),
                        call("fail", "{}"));

        assertThat(request("container", Methods.TOOLS_LIST, Json.object()))
                .isEqualTo(request("process", Methods.TOOLS_LIST, Json.object()))
                .contains("echo");
        for (Json call : calls) {
            assertThat(request("container", Methods.TOOLS_CALL, call))
                    .isEqualTo(request("process", Methods.TOOLS_CALL, call));
        }
    }

    @Test
    void twoInstallationsOnOneEngineDoNotTouchEachOther() throws Exception {
        String other = UUID.randomUUID().toString();
        lab.create("server", "same", image());
        Set<String> ours = lab.running("same", 1).keySet();

        try (ServerLab second = lab(which, directory.resolve(which + "-second"), other)) {
            second.create("server", "same", image());
            Set<String> theirs = second.running("same", 1).keySet();

            assertThat(which.containers(other)).containsExactlyElementsOf(theirs);
            assertThat(theirs).doesNotContainAnyElementsOf(ours);
            second.delete("server", "same");
            await().until(() -> which.containers(other).isEmpty());
        }

        assertThat(lab.running("same", 1)).containsOnlyKeys(ours);
        assertThat(lab.instance("same").status().restarts()).isZero();
        assertThat(lab.call("same", "pid", "{}")).isEqualTo("1");
    }

    private static ObjectNode image() {
        return ServerLab.image("scripted-server.mjs");
    }

    private static CompletableFuture<String> hold(String server) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return lab.call(server, "hold", "{\"millis\":4000}");
                    } catch (McpException e) {
                        return "failed at "
                                + e.error()
                                        .detail()
                                        .flatMap(data -> data.text("instance"))
                                        .orElse("");
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    private static Json call(String tool, String arguments) {
        return Json.object("name", Json.of(tool)).with("arguments", Json.parse(arguments));
    }

    private static String request(String server, String method, Json params) {
        return lab.request(server, CLIENT, method, params).toString();
    }
}
