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
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The official TypeScript SDK's clients, of both generations, over HTTP, over HTTP+SSE with an
 * SDK's HTTP+SSE server among the servers, and over the bridge started as {@code config claude}
 * wrote it: from another directory, with a bare environment.
 */
class SdkClientsIT {
    private static final List<String> PACKAGES =
            List.of("@modelcontextprotocol/sdk@1.32.2", "@modelcontextprotocol/client@2.4.0");
    private static final Path SDK = Path.of("target/sdk-clients").toAbsolutePath();
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir static Path folder;
    private static Installation installation;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(isOnPath("npm"), "npm is not on PATH");
        install();
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
        try (SseServer server = new SseServer(0)) {
            installation.done("apply", "-f", server.manifest(folder).toString());
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
                try (var _ = new SseServer(server.port())) {
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

    private static String text(CompletableFuture<JsonNode> result) throws Exception {
        return result.get(30, TimeUnit.SECONDS).at("/content/0/text").asText();
    }

    /** The SDK's own server on HTTP+SSE, in a node process of its own. */
    private static final class SseServer implements AutoCloseable {
        private final Process process;
        private final int port;

        SseServer(int port) throws IOException {
            process =
                    new ProcessBuilder("node", "sdk-sse-server.mjs", Integer.toString(port))
                            .directory(SDK.toFile())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            this.port = Integer.parseInt(process.inputReader().readLine());
        }

        int port() {
            return port;
        }

        Path manifest(Path folder) throws IOException {
            return Files.writeString(
                    folder.resolve("elderly.yaml"),
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
                            .formatted(port));
        }

        void kill() {
            process.destroyForcibly().onExit().join();
        }

        @Override
        public void close() {
            kill();
        }
    }

    /** The packages stay in {@code target/} for the next run. */
    private static void install() throws Exception {
        Files.createDirectories(SDK);
        for (String script : List.of("sdk-client.mjs", "sdk-sse-server.mjs")) {
            Files.copy(
                    Path.of("src/test/resources/e2e", script),
                    SDK.resolve(script),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Files.writeString(SDK.resolve("package.json"), "{\"private\": true, \"type\": \"module\"}");
        Path done = SDK.resolve("installed");
        if (Files.exists(done) && Files.readAllLines(done).equals(PACKAGES)) {
            return;
        }
        List<String> line =
                Stream.concat(
                                Stream.of("npm", "install", "--no-save", "--no-audit", "--no-fund"),
                                PACKAGES.stream())
                        .toList();
        Process npm =
                new ProcessBuilder(line)
                        .directory(SDK.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(SDK.resolve("npm.log").toFile())
                        .start();
        assertThat(npm.waitFor(4, TimeUnit.MINUTES)).isTrue();
        assertThat(npm.exitValue()).as(Files.readString(SDK.resolve("npm.log"))).isZero();
        Files.write(done, PACKAGES);
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
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
        return new SdkClient(SDK, generation, target);
    }
}
