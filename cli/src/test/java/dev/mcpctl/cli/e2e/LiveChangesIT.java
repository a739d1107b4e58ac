package dev.mcpctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What changes in mcpd reaches a connected client, and what did not change stays as it is. */
class LiveChangesIT {
    @TempDir static Path folder;
    private static Installation installation;

    @BeforeAll
    static void start() throws Exception {
        installation = new Installation(folder, Map.of());
        installation.done("up", "-f", EchoManifest.write(folder).toString());
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @Test
    void aSecondUpChangesNothingAndSaysSo() throws Exception {
        long mcpd = installation.pidOf("mcpd");

        String said = installation.done("up", "-f", folder.resolve("echo.yaml").toString());

        assertThat(said).contains("server/echo unchanged", "project/demo unchanged");
        assertThat(said).doesNotContain("created", "configured");
        assertThat(installation.pidOf("mcpd")).isEqualTo(mcpd);
    }

    @Test
    void theDescriptionOfTheApiKnowsEveryRouteThatIsServed() throws Exception {
        HttpResponse<String> answer = installation.ask("/api/v1/openapi.json");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(JsonCodec.read(answer.body()).path("paths").has("/api/v1/servers/{name}/mcp"))
                .isTrue();
    }

    @Test
    void anAttachedServerAppearsWithoutReconnectingAndUndisturbedCallsGoOn() throws Exception {
        try (BridgeProcess client =
                new BridgeProcess(installation.builder("mcp", "--project", "demo"))) {
            client.initialize();
            assertThat(tools(client))
                    .contains("echo/echo")
                    .noneMatch(tool -> tool.startsWith("second/"));
            CompletableFuture<JsonNode> open = client.callTool("echo/sleep", "{\"millis\":6000}");

            installation.done("--project", "demo", "attach-server", "other", "--alias", "second");

            await().atMost(Duration.ofSeconds(10))
                    .until(() ->
                            client.notifications().contains("notifications/tools/list_changed"));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> tools(client).contains("second/echo"));
            client.notifications().clear();
            installation.done("--project", "demo", "detach-server", "second");
            await().atMost(Duration.ofSeconds(10))
                    .until(() ->
                            client.notifications().contains("notifications/tools/list_changed"));
            assertThat(tools(client)).noneMatch(tool -> tool.startsWith("second/"));
            assertThat(open.get(20, TimeUnit.SECONDS).at("/result/content/0/text").asText())
                    .isEqualTo("slept");
        }
    }

    @Test
    void anInstanceOfAConversationsOwnEndsWithTheConversation() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("own.yaml"),
                        """
                        kind: server
                        name: own
                        command: node
                        args: ["%s"]
                        sessionMode: perSession
                        ---
                        kind: project
                        name: own
                        proxyModel: content-pipeline
                        servers: [own]
                        """
                                .formatted(EchoManifest.SCRIPT));
        installation.done("apply", "-f", file.toString());

        try (BridgeProcess client =
                new BridgeProcess(installation.builder("mcp", "--project", "own"))) {
            client.initialize();
            assertThat(client.callTool("own/echo", "{}").get(30, TimeUnit.SECONDS).has("result"))
                    .isTrue();
            await().atMost(Duration.ofSeconds(10)).until(() -> instances("own") == 2);
        }

        await().atMost(Duration.ofSeconds(10)).until(() -> instances("own") == 1);
    }

    private static long instances(String server) {
        return installation
                .done("get", "instances", "-o", "name")
                .lines()
                .filter(line -> line.startsWith("instance/" + server + "-"))
                .count();
    }

    @Test
    void anExportAppliedAgainMovesNoVersion() throws Exception {
        String before = installation.done("get", "all", "--project", "demo", "-o", "json");
        Path exported = folder.resolve("state.yaml");
        Files.writeString(
                exported, installation.done("get", "all", "--project", "demo", "-o", "yaml"));

        String said = installation.done("apply", "-f", exported.toString());

        assertThat(said.lines()).isNotEmpty().allMatch(line -> line.endsWith(" unchanged"));
        assertThat(installation.done("get", "all", "--project", "demo", "-o", "json"))
                .isEqualTo(before);
    }

    @Test
    void aNameReplacedInAnExportDetachesOneServerAndAttachesTheOther() throws Exception {
        installation.done(
                "create",
                "project",
                "swap",
                "--server",
                "echo",
                "--proxy-model",
                "content-pipeline");
        Path exported = folder.resolve("swap.yaml");
        String text = installation.done("get", "all", "--project", "swap", "-o", "yaml");
        Files.writeString(exported, text.replace("- echo", "- other"));

        String said = installation.done("apply", "-f", exported.toString());

        assertThat(said).contains("project/swap configured", "server/echo unchanged");
        assertThat(installation.done("--project", "swap", "get", "servers", "-o", "name"))
                .isEqualTo("server/other\n");
        assertThat(installation.done("get", "server", "echo", "-o", "name"))
                .isEqualTo("server/echo\n");
    }

    @Test
    void badInputNamesTheFileThePlaceAndTheExpectationAndWritesNothing() throws Exception {
        Path bad = folder.resolve("bad.yaml");
        Files.writeString(
                bad,
                """
                kind: secret
                name: never-written
                data: {A: b}
                ---
                kind: server
                name: broken
                command: node
                replicas: many
                shape: round
                """);

        Installation.Result result = installation.run("apply", "-f", bad.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("bad.yaml:8:", "replicas", "expected a whole number")
                .contains("bad.yaml:9:", "unknown field \"shape\"");
        assertThat(installation.run("get", "secret", "never-written").exitCode()).isEqualTo(1);
    }

    @Test
    void anotherHomeIsNotTouched(@TempDir Path elsewhere) throws Exception {
        Installation second = new Installation(elsewhere, Map.of());
        second.done("up", "-f", EchoManifest.write(elsewhere).toString());
        long mcpd = installation.pidOf("mcpd");

        second.close();

        assertThat(second.processes()).isEmpty();
        assertThat(installation.pidOf("mcpd")).isEqualTo(mcpd);
        assertThat(installation.call("demo", "echo/echo", "{\"text\":\"still here\"}").body())
                .contains("still here");
    }

    private static List<String> tools(BridgeProcess client) throws Exception {
        List<String> names = new ArrayList<>();
        client.request("tools/list", "{}")
                .get(20, TimeUnit.SECONDS)
                .at("/result/tools")
                .forEach(tool -> names.add(tool.path("name").asText()));
        return names;
    }
}
