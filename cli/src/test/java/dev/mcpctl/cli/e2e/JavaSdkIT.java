package dev.mcpctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientSseClientTransport;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageResult;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.Root;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * The official Java SDK on both sides: its client, by every way into a project, and its server, on
 * every transport.
 */
@SuppressWarnings("deprecation") // HTTP+SSE is
class JavaSdkIT {
    private static final List<String> SERVERS = List.of("piped", "web", "stream");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin/java").toString();

    @TempDir static Path folder;
    private static final List<Process> processes = new ArrayList<>();
    private static Installation installation;

    /** How the client reaches the project. */
    enum Way {
        HTTP,
        SSE,
        BRIDGE
    }

    @BeforeAll
    static void start() throws IOException {
        installation = new Installation(folder, Map.of());
        installation.done("up", "-f", manifest().toString());
    }

    @AfterAll
    static void stop() {
        processes.forEach(Process::destroyForcibly);
        if (installation != null) {
            installation.close();
        }
    }

    private static Path manifest() throws IOException {
        String piped =
                String.join(
                        ", ",
                        command("STDIO").stream().skip(1).map(word -> '"' + word + '"').toList());
        return Files.writeString(
                folder.resolve("java.yaml"),
                """
                kind: server
                name: piped
                command: %s
                args: [%s]
                ---
                kind: server
                name: web
                url: http://127.0.0.1:%d/mcp
                ---
                kind: server
                name: stream
                url: http://127.0.0.1:%d/sse
                transport: SSE
                ---
                kind: project
                name: java
                proxyModel: content-pipeline
                toolNames: safe
                servers: [piped, web, stream]
                """
                        .formatted(JAVA, piped, listening("HTTP"), listening("SSE")));
    }

    private static List<String> command(String... arguments) {
        return Stream.concat(
                        Stream.of(
                                JAVA,
                                "-Xmx128m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                JavaSdkServer.class.getName()),
                        Stream.of(arguments))
                .toList();
    }

    /** The port of a server in a process of its own. */
    private static int listening(String transport) throws IOException {
        Path own = Files.createDirectories(folder.resolve(transport));
        Process process =
                new ProcessBuilder(command(transport, own.toString()))
                        .redirectError(own.resolve("log").toFile())
                        .start();
        processes.add(process);
        return Integer.parseInt(process.inputReader().readLine());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("lists, calls, progress, and questions of a server, on each transport")
    void reachesAServerOnEachTransport(Way way) {
        List<String> progress = new CopyOnWriteArrayList<>();
        try (McpSyncClient client = connected(way, progress)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(tools(client))
                                    .contains("piped_roots", "web_roots", "stream_roots"));
            for (String server : SERVERS) {
                progress.clear();
                assertThat(call(client, server, "echo", Map.of("text", "for " + server)))
                        .isEqualTo("for " + server);
                assertThat(call(client, server, "count", Map.of())).isEqualTo("counted");
                // This client hands each to a thread of its own.
                await().atMost(PATIENCE)
                        .untilAsserted(() ->
                                assertThat(progress)
                                        .containsExactlyInAnyOrder("1.0", "2.0", "3.0"));
                assertThat(call(client, server, "ask", Map.of())).contains(asked(way));
                assertThat(call(client, server, "sample", Map.of())).isEqualTo("Not very.");
                assertThat(call(client, server, "roots", Map.of())).contains("file:///work");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP, piped", "SSE, web", "BRIDGE, stream"})
    @DisplayName("a tool that appears is told to a connected client")
    void hearsOfChanges(Way way, String server) {
        List<Tool> told = new CopyOnWriteArrayList<>();
        try (McpSyncClient client =
                McpClient.sync(transport(way)).toolsChangeConsumer(told::addAll).build()) {
            client.initialize();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(tools(client)).contains(server + "_grow"));

            assertThat(call(client, server, "grow", Map.of())).isEqualTo("grew");

            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(told).extracting(Tool::name).contains(server + "_grown"));
            assertThat(call(client, server, "grown", Map.of())).isEqualTo("of age");
        }
    }

    /** What a form comes to: the revision that this client speaks over HTTP+SSE has none. */
    private static String asked(Way way) {
        return way == Way.SSE
                ? "asks for something that this client does not offer: {\"elicitation\""
                : "ACCEPT {name=Ada}";
    }

    private static McpSyncClient connected(Way way, List<String> progress) {
        McpSyncClient client =
                McpClient.sync(transport(way))
                        .requestTimeout(PATIENCE)
                        .capabilities(
                                ClientCapabilities.builder()
                                        .elicitation()
                                        .sampling()
                                        .roots(true)
                                        .build())
                        .roots(new Root("file:///work", "work"))
                        .elicitation(_ ->
                                ElicitResult.builder(ElicitResult.Action.ACCEPT)
                                        .content(Map.of("name", "Ada"))
                                        .build())
                        .sampling(_ ->
                                CreateMessageResult.builder(
                                                Role.ASSISTANT,
                                                TextContent.builder("Not very.").build(),
                                                "a-model")
                                        .build())
                        .progressConsumer(told -> progress.add(String.valueOf(told.progress())))
                        .build();
        assertThat(client.initialize().protocolVersion())
                .isEqualTo(way == Way.SSE ? "2024-11-05" : "2025-11-25");
        return client;
    }

    private static McpClientTransport transport(Way way) {
        String base = installation.localUrl().orElseThrow().toString();
        return switch (way) {
            case HTTP ->
                    HttpClientStreamableHttpTransport.builder(base)
                            .endpoint("/projects/java/mcp")
                            .build();
            case SSE ->
                    HttpClientSseClientTransport.builder(base)
                            .sseEndpoint("/projects/java/sse")
                            .build();
            case BRIDGE ->
                    new StdioClientTransport(
                            ServerParameters.builder(Installation.launcher().toString())
                                    .args("mcp", "--project", "java")
                                    .env(Map.of("MCPCTL_HOME", installation.home().toString()))
                                    .build(),
                            McpJsonDefaults.getMapper());
        };
    }

    private static List<String> tools(McpSyncClient client) {
        return client.listTools().tools().stream().map(Tool::name).toList();
    }

    private static String call(
            McpSyncClient client, String server, String tool, Map<String, Object> arguments) {
        var call =
                CallToolRequest.builder(server + "_" + tool)
                        .arguments(arguments)
                        .progressToken(server + tool)
                        .build();
        return ((TextContent) client.callTool(call).content().getFirst()).text();
    }
}
