package dev.mcpctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.mcp.message.Json;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Real servers from npm, asked by one client three times: as a process of its own, through mcpd,
 * and through a project whose names are the servers' own. What comes back is the same, to the byte.
 */
class RealServersIT {
    private static final String SCOPE = "@modelcontextprotocol/server-";
    private static final String VERSION = "2026.8.31";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir static Path folder;
    private static Path files;
    private static Path graph;
    private static Installation installation;

    /** What one server is asked, each with the params of {@code tools/call}. */
    private record Calls(String server, List<String> params) {}

    private static List<Calls> calls() {
        return List.of(
                new Calls(
                        "everything",
                        List.of(
                                call("echo", "{\"message\":\"héllo \\u0001 \\ud83d\\ude00\"}"),
                                call("echo", "{}"),
                                call("get-sum", "{\"a\":1,\"b\":2.50}"),
                                call("get-structured-content", "{\"location\":\"New York\"}"),
                                call(
                                        "get-annotated-message",
                                        "{\"messageType\":\"error\",\"includeImage\":true}"),
                                call("get-resource-links", "{\"count\":3}"),
                                call("get-tiny-image", "{}"))),
                new Calls(
                        "filesystem",
                        List.of(
                                call("list_allowed_directories", "{}"),
                                call("list_directory", "{\"path\":\"" + files + "\"}"),
                                call(
                                        "read_text_file",
                                        "{\"path\":\"" + files.resolve("hello.txt") + "\"}"),
                                call("read_text_file", "{\"path\":\"/etc/passwd\"}"),
                                call("read_text_file", "{\"path\":17}"))),
                new Calls(
                        "memory",
                        List.of(
                                call("read_graph", "{}"),
                                call("search_nodes", "{\"query\":\"ann\"}"),
                                call("open_nodes", "{\"names\":[\"nobody\"]}"))));
    }

    private static String call(String tool, String arguments) {
        return "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}";
    }

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(TypeScriptSdk.isNpmThere(), "npm is not on PATH");
        files = Files.createDirectory(folder.toRealPath().resolve("files"));
        Files.writeString(files.resolve("hello.txt"), "hello\n");
        graph =
                Files.writeString(
                        folder.resolve("graph.jsonl"),
                        "{\"type\":\"entity\",\"name\":\"ann\",\"entityType\":\"person\",\"observations\":[\"tall\"]}\n");
        installation = new Installation(folder, Map.of());
        installation.done("up", "-f", manifest().toString());
    }

    @AfterAll
    static void stop() {
        if (installation != null) {
            installation.close();
        }
    }

    private static Path manifest() throws IOException {
        StringBuilder manifest = new StringBuilder();
        for (Calls each : calls()) {
            String server = each.server();
            manifest.append(
                    """
                    ---
                    kind: server
                    name: %s
                    runtime: process
                    package: {registry: npm, name: "%s", version: "%s"}
                    %s
                    ---
                    kind: project
                    name: %s
                    toolNames: none
                    servers: [%s]
                    """
                            .formatted(
                                    server,
                                    SCOPE + server,
                                    VERSION,
                                    switch (server) {
                                        case "filesystem" -> "args: [\"" + files + "\"]";
                                        case "memory" ->
                                                "env: [{name: MEMORY_FILE_PATH, value: \""
                                                        + graph
                                                        + "\"}]";
                                        default -> "";
                                    },
                                    server,
                                    server));
        }
        return Files.writeString(folder.resolve("real.yaml"), manifest.toString());
    }

    /** The server as mcpd has installed it, started by hand. */
    private static WireClient direct(String server) throws Exception {
        Path installed =
                installation
                        .home()
                        .resolve("mcpd/packages/" + SCOPE + server + "@" + VERSION)
                        .resolve("node_modules/" + SCOPE + server);
        String program =
                JsonCodec.read(Files.readAllBytes(installed.resolve("package.json")))
                        .path("bin")
                        .elements()
                        .next()
                        .asText();
        List<String> line = new ArrayList<>(List.of("node", installed.resolve(program).toString()));
        if (server.equals("filesystem")) {
            line.add(files.toString());
        }
        return WireClient.ofProcess(line, folder, Map.of("MEMORY_FILE_PATH", graph.toString()));
    }

    private static WireClient through(String way, String server) throws Exception {
        return way.equals("mcpd")
                ? WireClient.ofEndpoint(
                        installation.daemonUrl().resolve("/api/v1/servers/" + server + "/mcp"),
                        Optional.of(installation.token()))
                : WireClient.ofEndpoint(
                        installation
                                .localUrl()
                                .orElseThrow()
                                .resolve("/projects/" + server + "/mcp"),
                        Optional.empty());
    }

    @ParameterizedTest(name = "{0} through {1}")
    @CsvSource({
        "everything, mcpd", "everything, a project",
        "filesystem, mcpd", "filesystem, a project",
        "memory, mcpd", "memory, a project"
    })
    @DisplayName("the same tools, schemas byte by byte, prompts, resources and results")
    void isTheSameThroughUs(String server, String way) throws Exception {
        try (WireClient direct = direct(server);
                WireClient through = through(way, server)) {
            // Some tools are added once the server has heard what its client can do.
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(tools(through)).isNotEmpty().isEqualTo(tools(direct)));
            assertThat(schemas(through)).isNotEmpty().isEqualTo(schemas(direct));
            for (String[] list :
                    new String[][] {
                        {"prompts/list", "prompts"},
                        {"resources/list", "resources"},
                        {"resources/templates/list", "resourceTemplates"}
                    }) {
                assertThat(through.all(list[0], list[1])).isEqualTo(direct.all(list[0], list[1]));
            }
            for (String params : callsOf(server)) {
                assertThat(through.request("tools/call", params))
                        .as(params)
                        .isEqualTo(direct.request("tools/call", params));
            }
        }
    }

    private static List<String> callsOf(String server) {
        return calls().stream()
                .filter(each -> each.server().equals(server))
                .findFirst()
                .orElseThrow()
                .params();
    }

    /**
     * Whole but for {@code execution}: whether a call may go on as a task is between a client and
     * whom it asks, and we take any call either way, whatever the server behind can do.
     */
    private static List<Json> tools(WireClient client) throws Exception {
        return client.all("tools/list", "tools").stream()
                .map(tool -> tool.without("execution"))
                .toList();
    }

    /** The bytes of each. */
    private static List<String> schemas(WireClient client) throws Exception {
        List<String> schemas = new ArrayList<>();
        for (Json tool : tools(client)) {
            for (String member : List.of("inputSchema", "outputSchema")) {
                tool.get(member).ifPresent(schema -> schemas.add(schema.toString()));
            }
        }
        return schemas;
    }
}
