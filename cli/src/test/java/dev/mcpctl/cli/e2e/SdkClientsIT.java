package dev.mcpctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The official TypeScript SDK's clients, of both generations, over HTTP, over HTTP+SSE, and over
 * the bridge started as {@code config claude} wrote it: from another directory, with a bare
 * environment. Among the servers are the SDK's own: on HTTP+SSE that of the first generation, on
 * stdio and Streamable HTTP that of the second.
 */
class SdkClientsIT {
    private static final String SECOND = "sdk-v2-server.mjs";
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir static Path folder;
    private static Installation installation;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(TypeScriptSdk.isNpmThere(), "npm is not on PATH");
        TypeScriptSdk.install();
        installation = new Installation(folder, Map.of());
        installation.done("up", "-f", EchoManifest.write(folder).toString());
        installation.done("create", "project", "pair", "--server", "echo", "--server", "other");
        installation.run(folder, "config", "claude", "--project", "pair");
        installation.run(folder, "config", "claude", "--project", "demo");
    }

    @AfterAll
    static void stop() {
        if (installation != null) {
            installation.close();
        }
    }

    @ParameterizedTest(name = "{0} over {1}")
    @CsvSource({"v1, SSE", "v1, HTTP", "v2, HTTP", "v2, the bridge"})
    @DisplayName(
            "a server on HTTP+SSE behind clients of both eras: calls, changes, its end and return")
    void reachesAServerOnHttpSse(String generation, String way) throws Exception {
        String old = "old" + between(way);
        try (NodeServer server = new NodeServer("sdk-sse-server.mjs", "0")) {
            apply(
                    """
                    ---
                    kind: server
                    name: old
                    url: http://127.0.0.1:%d/sse
                    transport: SSE
                    headers: {X-Key: k}
                    ---
                    kind: project
                    name: elderly
                    servers: [old]
                    """
                            .formatted(server.port()));
            installation.run(folder, "config", "claude", "--project", "elderly");
            try (SdkClient client = connect(generation, way, "elderly")) {
                await().atMost(SOON)
                        .untilAsserted(() ->
                                assertThat(client.tools())
                                        .containsExactlyInAnyOrder(old + "echo", old + "grow"));

                assertThat(text(client.call(old + "echo", "{}"))).isEqualTo("from the stream");
                client.call(old + "grow", "{}").get(30, TimeUnit.SECONDS);

                await().atMost(SOON).until(() -> client.changes() > 0);
                await().atMost(SOON).until(() -> client.tools().contains(old + "grown"));
                server.kill();
                try (var _ =
                        new NodeServer("sdk-sse-server.mjs", Integer.toString(server.port()))) {
                    await().atMost(Duration.ofSeconds(30))
                            .ignoreExceptions()
                            .untilAsserted(() ->
                                    assertThat(text(client.call(old + "echo", "{}")))
                                            .isEqualTo("from the stream"));
                }
            }
        } finally {
            installation.done("delete", "project", "elderly");
            installation.done("delete", "server", "old");
        }
    }

    @ParameterizedTest(name = "{0} over {1}, the server over {2}")
    @CsvSource({
        "v1, HTTP, stdio",
        "v1, HTTP, http",
        "v1, SSE, http",
        "v1, the bridge, stdio",
        "v2, HTTP, stdio",
        "v2, HTTP, http",
        "v2, the bridge, http"
    })
    @DisplayName("a server of the second generation: calls, progress, a question, changes")
    void reachesAServerOfTheSecondGeneration(String generation, String way, String transport)
            throws Exception {
        String prefix = "second" + between(way);
        try (NodeServer server = transport.equals("http") ? new NodeServer(SECOND, "http") : null) {
            apply(
                    """
                    ---
                    kind: server
                    name: second
                    %s
                    ---
                    kind: project
                    name: recent
                    servers: [second]
                    """
                            .formatted(
                                    server == null
                                            ? "command: node\nargs: [\""
                                                    + TypeScriptSdk.FOLDER.resolve(SECOND)
                                                    + "\", stdio]"
                                            : "url: http://127.0.0.1:" + server.port() + "/mcp"));
            installation.run(folder, "config", "claude", "--project", "recent");
            try (SdkClient client = connect(generation, way, "recent")) {
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() ->
                                assertThat(client.tools())
                                        .containsExactlyInAnyOrder(
                                                prefix + "era",
                                                prefix + "count",
                                                prefix + "ask",
                                                prefix + "grow"));

                assertThat(text(client.call(prefix + "era", "{}"))).isEqualTo("modern");
                CompletableFuture<JsonNode> counting = client.call(prefix + "count", "{\"to\":25}");
                await().atMost(SOON).until(() -> client.progress() > 0);
                assertThat(text(counting)).isEqualTo("counted to 25");
                assertThat(text(client.call(prefix + "ask", "{}"))).isEqualTo("you like green");
                int seen = client.changes();
                assertThat(text(client.call(prefix + "grow", "{}"))).isEqualTo("done");
                await().atMost(SOON).until(() -> client.changes() > seen);
                await().atMost(SOON).until(() -> client.tools().contains(prefix + "grown"));
            }
        } finally {
            installation.done("delete", "project", "recent");
            installation.done("delete", "server", "second");
        }
    }

    private static void apply(String manifest) throws IOException {
        Path file = Files.writeString(folder.resolve("more.yaml"), manifest);
        installation.done("apply", "-f", file.toString());
    }

    private static String text(CompletableFuture<JsonNode> result) throws Exception {
        return result.get(30, TimeUnit.SECONDS).at("/content/0/text").asText();
    }

    @ParameterizedTest(name = "{0} over {1} speaks {2}")
    @CsvSource({
        "v1, HTTP, 2025-11-25", "v1, the bridge, 2025-11-25",
        "v2, HTTP, 2026-07-28", "v2, the bridge, 2026-07-28",
        "v1, SSE, 2025-11-25", "v2, SSE, 2025-11-25"
    })
    void listsEveryServersToolsAndCallsThem(String generation, String way, String revision)
            throws Exception {
        try (SdkClient client = connect(generation, way, "pair")) {
            assertThat(client.revision()).isEqualTo(revision);

            List<String> tools = client.tools();

            String between = between(way);
            assertThat(tools)
                    .containsExactlyInAnyOrder(
                            "echo" + between + "echo",
                            "echo" + between + "sleep",
                            "echo" + between + "pid",
                            "other" + between + "echo",
                            "other" + between + "sleep",
                            "other" + between + "pid");
            for (String server : List.of("echo", "other")) {
                JsonNode result =
                        client.call(server + between + "echo", "{\"text\":\"for " + server + "\"}")
                                .get(30, TimeUnit.SECONDS);
                assertThat(result.at("/content/0/text").asText()).isEqualTo("for " + server);
            }
        }
    }

    @ParameterizedTest(name = "{0} over {1}")
    @CsvSource({"v1, HTTP", "v1, the bridge", "v1, SSE", "v2, HTTP", "v2, the bridge"})
    @DisplayName("attach and detach reach a connected client; a call open elsewhere goes on")
    void seesTheListChangeWithoutReconnecting(String generation, String way) throws Exception {
        String between = between(way);
        try (SdkClient client = connect(generation, way, "demo")) {
            assertThat(client.tools()).noneMatch(tool -> tool.startsWith("other"));
            CompletableFuture<JsonNode> open =
                    client.call("echo" + between + "sleep", "{\"millis\":5000}");

            installation.done("--project", "demo", "attach-server", "other");

            await().atMost(SOON).until(() -> client.changes() > 0);
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(client.tools()).contains("other" + between + "echo"));
            int seen = client.changes();
            installation.done("--project", "demo", "detach-server", "other");
            await().atMost(SOON).until(() -> client.changes() > seen);
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(client.tools()).noneMatch(tool -> tool.startsWith("other")));
            assertThat(open.get(20, TimeUnit.SECONDS).at("/content/0/text").asText())
                    .isEqualTo("slept");
        }
    }

    /** {@code config claude} asks for names that Claude takes. */
    private static String between(String way) {
        return way.equals("the bridge") ? "_" : "/";
    }

    private static SdkClient connect(String generation, String way, String project)
            throws IOException {
        ObjectNode target = JsonCodec.object();
        if (!way.equals("the bridge")) {
            String path = "/projects/" + project + (way.equals("SSE") ? "/sse" : "/mcp");
            target.put("url", installation.localUrl().orElseThrow().resolve(path).toString());
        } else {
            JsonNode written = JsonCodec.read(Files.readAllBytes(folder.resolve(".mcp.json")));
            target.setAll((ObjectNode) written.at("/mcpServers/" + project));
            target.put("cwd", "/");
        }
        return new SdkClient(TypeScriptSdk.FOLDER, generation, target);
    }
}
