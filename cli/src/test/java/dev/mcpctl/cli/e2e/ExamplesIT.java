package dev.mcpctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.cli.Shell;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every file of {@code examples/} is what it says: an empty daemon takes it as it stands. */
class ExamplesIT {
    private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();

    @TempDir static Path folder;
    private static Installation installation;

    @BeforeAll
    static void start() {
        installation = new Installation(folder, Map.of(TestImages.PULL_POLICY, "Never"));
        installation.done("up", "--only", "mcpd");
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    static List<String> examples() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> EXAMPLES.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isCreatedThenUnchangedThenDeleted(String example) {
        String file = EXAMPLES.resolve(example).toString();

        Shell.Run first = mcpctl("apply", "-f", file);
        Shell.Run second = mcpctl("apply", "-f", file);
        Shell.Run deleted = mcpctl("delete", "-f", file);

        assertThat(first.out().lines()).isNotEmpty().allMatch(line -> line.endsWith(" created"));
        assertThat(second.out().lines())
                .hasSameSizeAs(first.out().lines().toList())
                .allMatch(line -> line.endsWith(" unchanged"));
        assertThat(deleted.exitCode()).as(deleted.both()).isZero();
        assertThat(mcpctl("get", "all", "-o", "name").out()).isEmpty();
    }

    @Test
    @DisplayName("M-058, M-059: the servers of infra.yaml run in containers, and answer")
    void theServersOfInfraRun() throws Exception {
        try (TestImages images = TestImages.make(folder)) {
            assertThat(images).isNotNull();
            String file = EXAMPLES.resolve("infra.yaml").toString();

            Installation.Result up = installation.run("up", "-f", file);

            assertThat(up.exitCode()).as("%s", up).isZero();
            assertThat(up.err()).contains("Healthy: my-grafana, home-assistant");
            assertThat(called("monitoring", "my-grafana/search_dashboards", "{\"query\":\"cpu\"}"))
                    .isEqualTo("no dashboard of http://grafana.local:3000 matches cpu\n");
            assertThat(
                            called(
                                    "home-automation",
                                    "home-assistant/ha_get_state",
                                    "{\"entity_id\":\"light.hall\"}"))
                    .isEqualTo("light.hall is off at http://homeassistant.local:8123\n");
            installation.done("delete", "-f", file);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> mcpctl("get", "instances", "-o", "name").out().isEmpty());
        }
    }

    private static String called(String project, String tool, String arguments) {
        return installation.done("call", tool, "--project", project, "--args", arguments);
    }

    private static Shell.Run mcpctl(String... words) {
        return new Shell(folder).run(words);
    }
}
