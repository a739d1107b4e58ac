package dev.mcpctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.cli.Shell;
import dev.mcpctl.cli.Transcript;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The command line against real daemons. The commands run in this process, the daemons are the
 * staged ones; each transcript removes what it made. The last one logs out.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TranscriptIT {
    private static final Path FOLDER = Path.of("src/test/resources/transcripts/live");
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(30);

    /** What differs between two runs, and what is written in its place: of the same width. */
    private static final List<Map.Entry<String, String>> MASKS =
            List.of(
                    Map.entry("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "TIME"),
                    Map.entry("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID"),
                    Map.entry("\\b(echo|other|my-grafana)-[a-z0-9]{5}\\b", "$1-XXXXX"),
                    Map.entry("127\\.0\\.0\\.1:\\d{5}", "127.0.0.1:PPPPP"),
                    Map.entry("(pid )\\d+", "$1PID"),
                    Map.entry("(\"pid\" : )\"?\\d+\"?", "$1PID"),
                    Map.entry("(\"build\" : )\"[0-9a-f]{16}\"", "$1\"BUILD\""),
                    Map.entry("(\"resourceVersion\" : )\"\\d+\"", "$1\"N\""),
                    Map.entry("(Resource Version:  )\\d+", "$1N"),
                    Map.entry("(?<![=\\w])\\d{1,3}s +(?=\\S)", "NNs   "),
                    Map.entry("\\b\\d{1,3}s$", "NNs"),
                    Map.entry("\\(NNs +ago\\)", "(NNs ago)"),
                    Map.entry("build [0-9a-f]{16}", "build BUILD"));

    @TempDir static Path folder;
    private static Installation installation;

    @BeforeAll
    static void start() {
        installation = new Installation(folder, Map.of(TestImages.PULL_POLICY, "Never"));
        installation.done("up");
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tour", "secrets", "contexts"})
    @Order(2)
    void theOutputIsAsWritten(String name) throws IOException {
        check(name);
    }

    @Test
    @Order(1)
    @DisplayName("the founding description's quick start and its file, word by word")
    void theQuickStartIsAsWritten() throws Exception {
        try (TestImages images = TestImages.make(folder)) {
            assertThat(images).isNotNull();
            check("quickstart");
            installation.done("delete", "project/monitoring", "server/my-grafana");
            installation.done("delete", "secret/grafana-creds");
            await().atMost(SETTLED_WITHIN)
                    .until(() -> installation.done("get", "instances", "-o", "name").isEmpty());
        }
    }

    private static void check(String name) throws IOException {
        Path file = FOLDER.resolve(name + ".transcript");
        String before = Files.readString(file);
        Path directory = Files.createDirectories(folder.resolve(name));
        Shell shell = new Shell(directory).with("MCPCTL_HOME", installation.home().toString());

        String replayed =
                new Transcript(file, shell, TranscriptIT::masked)
                        .with("ECHO", EchoManifest.SCRIPT.toString())
                        .with(
                                "MCPD",
                                installation.record("mcpd").orElseThrow().path("url").asText())
                        .beforeEach(TranscriptIT::settle)
                        .replay();

        assertThat(replayed)
                .isEqualTo(System.getProperty("transcripts.update") == null ? before : replayed);
    }

    private static String masked(String output) {
        String masked =
                output.replace(installation.home().toString(), "HOME")
                        .replace(folder.toString(), "DIR")
                        .replace(EchoManifest.SCRIPT.toString(), "ECHO")
                        .replace("user:" + System.getProperty("user.name"), "user:USER");
        for (Map.Entry<String, String> mask : MASKS) {
            masked = masked.replaceAll("(?m)" + mask.getKey(), mask.getValue());
        }
        return masked;
    }

    /** Waits until every server is what its definition says; without a daemon there is no wait. */
    private static void settle() {
        Shell shell = new Shell(folder);
        await().atMost(SETTLED_WITHIN)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    Shell.Run servers = shell.run("get", "servers", "-o", "json");
                    return servers.exitCode() != 0 || isSettled(servers.out());
                });
        await().atMost(SETTLED_WITHIN).until(() -> isListed(shell));
    }

    /** A project whose server has never answered mcplocal yet is shown without its tools. */
    private static boolean isListed(Shell shell) {
        Shell.Run projects =
                shell.run("get", "projects", "-o", "jsonpath={.items[*].metadata.name}");
        return projects.exitCode() != 0
                || Stream.of(projects.out().strip().split(" "))
                        .filter(name -> name.equals("monitoring"))
                        .allMatch(name -> shell.run("console", name).out().contains("arguments:"));
    }

    private static boolean isSettled(String list) {
        for (JsonNode server : JsonCodec.read(list).path("items")) {
            boolean isWanted = server.at("/spec/replicas").asInt(1) > 0;
            String state = server.at("/status/state").asText();
            boolean isRunning =
                    state.equals("Running")
                            && server.at("/status/health").asText().equals("healthy");
            if (isWanted ? !isRunning : !state.equals("Stopped") && !state.isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
