package dev.mcpctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A client and a server of the same revision through the whole product: the bridge, both daemons, a
 * real process. That revisions mix is tried without processes, in the matrix of the protocol
 * engine.
 */
class RevisionsIT {
    private static final Path SCRIPT =
            Path.of("src/test/resources/e2e/revision-server.mjs").toAbsolutePath();
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String MODERN = "2026-07-28";
    private static final List<String> REVISIONS =
            List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", MODERN);
    private static final String META =
            "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{},\"progressToken\":7}";

    @TempDir static Path folder;
    private static Installation installation;

    @BeforeAll
    static void start() throws Exception {
        var manifest = new StringBuilder();
        for (String revision : REVISIONS) {
            manifest.append(
                    """
                    ---
                    kind: server
                    name: r%1$s
                    command: node
                    args: ["%2$s", "%1$s"]
                    ---
                    kind: project
                    name: p%1$s
                    servers: [r%1$s]
                    """
                            .formatted(revision, SCRIPT));
        }
        Path file = Files.writeString(folder.resolve("revisions.yaml"), manifest);
        installation = new Installation(folder, Map.of());
        installation.done("up", "-f", file.toString());
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", MODERN})
    void clientAndServerOfOneRevision(String revision) throws Exception {
        try (BridgeProcess client =
                new BridgeProcess(installation.builder("mcp", "--project", "p" + revision))) {
            String prefix = "r" + revision + "/";
            connect(client, revision);

            assertThat(tools(client, revision))
                    .contains(prefix + "echo", prefix + "large", prefix + "crash");
            assertThat(text(call(client, revision, "echo", "{\"a\":\"ü\",\"b\":[1.50]}")))
                    .isEqualTo("{\"a\":\"ü\",\"b\":[1.5]}");
            assertThat(text(call(client, revision, "large", "{}"))).hasSize(5 * 1024 * 1024);
            isCancelled(client, revision);
            isTold(client, revision, "grow", "notifications/tools/list_changed");
            await().atMost(SOON).until(() -> tools(client, revision).contains(prefix + "grown"));
            isTold(client, revision, "touch", "notifications/resources/updated");
            assertThat(
                            call(client, revision, "crash", "{}")
                                    .get(30, TimeUnit.SECONDS)
                                    .at("/error/code")
                                    .asInt())
                    .isEqualTo(-32603);
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            call(client, revision, "echo", "{}")
                                    .get(30, TimeUnit.SECONDS)
                                    .has("result"));
        }
    }

    private static void connect(BridgeProcess client, String revision) throws Exception {
        if (!revision.equals(MODERN)) {
            assertThat(client.initialize(revision)).isEqualTo(revision);
            result(client, revision, "resources/subscribe", "\"uri\":\"file:///watched\"");
            return;
        }
        assertThat(result(client, revision, "server/discover", "").at("/supportedVersions/0"))
                .hasToString("\"" + MODERN + "\"");
        var _ =
                client.request(
                        "subscriptions/listen",
                        "{\"notifications\":{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"file:///watched\"]},"
                                + META
                                + "}");
    }

    private static void isCancelled(BridgeProcess client, String revision) throws Exception {
        client.notifications().clear();
        CompletableFuture<JsonNode> slow = call(client, revision, "slow", "{}");
        await().atMost(SOON).until(() -> client.notifications().contains("notifications/progress"));

        client.cancelLast();

        await().atMost(SOON)
                .until(() -> text(call(client, revision, "cancelled", "{}")).equals("1"));
        assertThat(slow).isNotDone();
    }

    /** The tool has the server tell of it until the client hears it: who watches takes a moment. */
    private static void isTold(
            BridgeProcess client, String revision, String tool, String notification) {
        await().atMost(SOON)
                .until(() -> {
                    text(call(client, revision, tool, "{}"));
                    return client.notifications().contains(notification);
                });
    }

    private static List<String> tools(BridgeProcess client, String revision) throws Exception {
        return result(client, revision, "tools/list", "").path("tools").findValuesAsText("name");
    }

    private static CompletableFuture<JsonNode> call(
            BridgeProcess client, String revision, String tool, String arguments) throws Exception {
        String meta = revision.equals(MODERN) ? META : "\"_meta\":{\"progressToken\":7}";
        return client.request(
                "tools/call",
                "{\"name\":\"r%s/%s\",\"arguments\":%s,%s}"
                        .formatted(revision, tool, arguments, meta));
    }

    private static JsonNode result(
            BridgeProcess client, String revision, String method, String params) throws Exception {
        String meta = revision.equals(MODERN) ? META : "";
        String between = params.isEmpty() || meta.isEmpty() ? "" : ",";
        JsonNode answer =
                client.request(method, "{" + params + between + meta + "}")
                        .get(30, TimeUnit.SECONDS);
        assertThat(answer.has("result")).as(answer.toString()).isTrue();
        return answer.path("result");
    }

    private static String text(CompletableFuture<JsonNode> answer) throws Exception {
        return answer.get(30, TimeUnit.SECONDS).at("/result/content/0/text").asText();
    }
}
