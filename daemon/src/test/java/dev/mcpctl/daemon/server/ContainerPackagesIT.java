package dev.mcpctl.daemon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.instance.InstanceState;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.daemon.runtime.docker.TestEngine;
import dev.mcpctl.daemon.runtime.docker.TestRegistry;
import dev.mcpctl.db.instance.Instance;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** npm packages in containers, from a registry to what answers. */
@SuppressWarnings("NullAway.Init") // made before all
class ContainerPackagesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static TestRegistry registry;

    @TempDir Path directory;
    private final String installation = UUID.randomUUID().toString();

    @BeforeAll
    static void open() throws Exception {
        registry = new TestRegistry();
    }

    @AfterAll
    static void close() {
        registry.close();
    }

    @ParameterizedTest
    @EnumSource(TestEngine.class)
    @DisplayName(
            "installed once, the same tools as a process, gone with the last server that has it")
    void aPackageIsInstalledOnceAndGoesWithItsLastServer(TestEngine which) throws Exception {
        registry.asked.clear();
        try (ServerLab lab = lab(which)) {
            lab.create("server", "two", scripted("1.2.3").put("replicas", 2));
            lab.create("server", "chosen", scripted("1.2.3").<ObjectNode>without("runtime"));
            lab.create("server", "process", ServerLab.scripted());
            Map<String, Instance> two = running(lab, "two", 2);
            running(lab, "chosen", 1);
            running(lab, "process", 1);

            assertThat(registry.asked).filteredOn(path -> path.endsWith(".tgz")).hasSize(1);
            assertThat(which.volumes(installation)).as("one for all three").hasSize(1);
            assertThat(lab.status("chosen").path("runtime").asText()).isEqualTo("docker");
            assertThat(tools(lab, "two")).isEqualTo(tools(lab, "process")).contains("echo");
            assertThat(lab.call("chosen", "echo", "{\"text\":\"grüß\"}")).isEqualTo("grüß");
            assertThat(
                            lab.call(
                                    "chosen",
                                    "write",
                                    "{\"path\":\"/mcpctl-package/x\",\"text\":\"\"}"))
                    .isEqualTo("EROFS");
            assertThat(lab.call("chosen", "env", "{}")).doesNotContain("npm_config", "CERT");
            for (String container : two.keySet()) {
                var seen = which.inspect(container);
                assertThat(seen.getMounts()).hasSize(1);
                assertThat(seen.getHostConfig().getReadonlyRootfs()).isTrue();
                assertThat(seen.getConfig().getUser()).isEqualTo("65532:65532");
            }

            lab.delete("server", "two");
            await().until(() -> which.containers(installation).size() == 1);
            assertThat(lab.call("chosen", "echo", "{\"text\":\"a\"}")).isEqualTo("a");
            assertThat(which.volumes(installation)).as("one server has it yet").hasSize(1);
            lab.overwrite("server", "chosen", ServerLab.scripted());

            await().atMost(PATIENCE).until(() -> which.volumes(installation).isEmpty());
        }
        assertThat(which.containers(installation)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestEngine.class)
    void whatNpmSaysIsShownAndNothingIsLeft(TestEngine which) throws Exception {
        try (ServerLab lab = lab(which)) {
            lab.create("server", "absent", scripted("9.9.9"));

            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(lab.presence("absent").now().message())
                                    .startsWith("npm cannot install @mcpctl-test/scripted@9.9.9: ")
                                    .contains("No matching version found")
                                    .doesNotContain("npm error", "npm notice"));
            assertThat(lab.state("absent")).isEqualTo(InstanceState.PENDING);
            assertThat(which.volumes(installation)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestEngine.class)
    @DisplayName("a missing version is asked for in a container; a half install is made anew")
    void whatAnInterruptedInstallLeftIsNotUsed(TestEngine which) throws Exception {
        ObjectNode unversioned = scripted("");
        unversioned.withObject("package").remove("version");
        String volume;
        try (ServerLab lab = lab(which)) {
            lab.create("server", "newest", unversioned);
            running(lab, "newest", 1);
            assertThat(lab.status("newest").path("packageVersion").asText()).isEqualTo("1.2.3");
            volume = which.volumes(installation).getFirst();
        }
        which.empty(volume);

        try (ServerLab lab = lab(which)) {
            running(lab, "newest", 1);
            assertThat(lab.call("newest", "echo", "{\"text\":\"a\"}")).isEqualTo("a");
            assertThat(which.volumes(installation)).containsExactly(volume);
            lab.delete("server", "newest");
            await().atMost(PATIENCE).until(() -> which.volumes(installation).isEmpty());
        }
    }

    private ServerLab lab(TestEngine which) throws Exception {
        return ServerLab.with(
                which.environment(),
                Optional.of(registry.image(which)),
                directory,
                installation,
                "node");
    }

    /** An install takes longer than anything else that is waited for. */
    private static Map<String, Instance> running(ServerLab lab, String server, int count) {
        await().atMost(PATIENCE).until(() -> lab.state(server) == InstanceState.RUNNING);
        return lab.running(server, count);
    }

    private static String tools(ServerLab lab, String server) {
        return lab.request(server, ServerLab.caller(""), Methods.TOOLS_LIST, Json.object())
                .toString();
    }

    private static ObjectNode scripted(String version) {
        ObjectNode spec = JsonCodec.object().put("runtime", "docker");
        spec.putObject("package").put("name", TestRegistry.PACKAGE).put("version", version);
        return spec;
    }
}
