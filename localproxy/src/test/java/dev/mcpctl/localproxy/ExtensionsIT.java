package dev.mcpctl.localproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.mcp.message.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Extensions of the protocol through a project of two servers. */
final class ExtensionsIT {
    private static final String TASKS = "io.modelcontextprotocol/tasks";
    private static final String UI = "io.modelcontextprotocol/ui";
    private static final String PAGE = "ui://app/main";

    @TempDir Path directory;

    private final List<Json> declared = new CopyOnWriteArrayList<>();
    private StandInDaemon daemon;
    private ProxyRun proxy;
    private ProxyClients clients;

    @BeforeEach
    void start() {
        daemon = new StandInDaemon();
        daemon.project("p", "slash", "one", "two");
        proxy =
                new ProxyRun(
                        new Home(directory.resolve("home")),
                        Map.of(
                                "MCPLOCAL_PORT",
                                "0",
                                "MCPD_URL",
                                daemon.url(),
                                "MCPCTL_TOKEN",
                                StandInDaemon.TOKEN));
        clients = new ProxyClients(proxy.port());
        clients.capabilities =
                "{\"extensions\":{\"" + TASKS + "\":{},\"" + UI + "\":{\"mimeTypes\":[\"a\"]}}}";
    }

    @AfterEach
    void stop() {
        clients.close();
        proxy.close();
        daemon.close();
    }

    /** A server that has a tool with a page. */
    private void page(String name, String uri, String meta) {
        ScriptedServer server = daemon.server(name);
        server.resources(uri);
        server.lists.put("resources/list", List.of());
        server.lists.put(
                "tools/list",
                List.of(
                        "{\"name\":\"show\",\"inputSchema\":{\"type\":\"object\"},\"_meta\":"
                                + meta
                                + "}"));
    }

    /** The {@code _meta} of the only tool of a server, once it is listed. */
    private Json meta(String tool) throws Exception {
        await().until(() ->
                clients.modern("p", "tools/list", "", "").toString().contains("\"" + tool + "\""));
        Json tools = clients.modern("p", "tools/list", "", "").get("result").orElseThrow();
        return tools.get("tools").orElseThrow().elements().stream()
                .filter(item -> item.text("name").filter(tool::equals).isPresent())
                .findFirst()
                .flatMap(item -> item.get("_meta"))
                .orElseThrow();
    }

    private Json read(String uri) throws Exception {
        Json answer = clients.modern("p", "resources/read", "\"uri\":\"" + uri + "\"", uri);
        return answer.get("result")
                .orElseThrow(() -> new AssertionError(answer.toString()))
                .get("contents")
                .orElseThrow()
                .elements()
                .getFirst();
    }

    @Test
    void twoServersPagesOfOneAddressAreToldApart() throws Exception {
        page("one", PAGE, "{\"ui\":{\"resourceUri\":\"" + PAGE + "\"}}");
        page(
                "two",
                PAGE,
                "{\"ui\":{\"resourceUri\":\""
                        + PAGE
                        + "\",\"visibility\":[\"app\"]},\"ui/resourceUri\":\""
                        + PAGE
                        + "\"}");

        Json one = meta("one/show");
        Json two = meta("two/show");

        String other = "ui://two/ui%3A%2F%2Fapp%2Fmain";
        assertThat(one).isEqualTo(Json.parse("{\"ui\":{\"resourceUri\":\"" + PAGE + "\"}}"));
        assertThat(two)
                .isEqualTo(
                        Json.parse(
                                "{\"ui\":{\"resourceUri\":\""
                                        + other
                                        + "\",\"visibility\":[\"app\"]},\"ui/resourceUri\":\""
                                        + other
                                        + "\"}"));
        assertThat(read(PAGE).text("text")).contains("one");
        assertThat(read(PAGE).text("uri")).contains(PAGE);
        assertThat(read(other).text("text")).contains("two");
        assertThat(read(other).text("uri")).contains(other);
    }

    @Test
    void aPageThatOneServerHasStaysWhereItIs() throws Exception {
        page("two", "ui://two/main", "{\"ui/resourceUri\":\"ui://two/main\"}");

        assertThat(meta("two/show").text("ui/resourceUri")).contains("ui://two/main");
        assertThat(read("ui://two/main").text("text")).contains("two");
    }

    @Test
    void whatOneSideHasTheOtherIsTold() throws Exception {
        Json settings = Json.parse("{\"mimeTypes\":[\"text/html;profile=mcp-app\"]}");
        daemon.server("two").extensions = Json.object(UI, settings).with("a/b", Json.object());
        daemon.server("two")
                .answers
                .put(
                        "tools/call",
                        call -> {
                            declared.add(call.meta().clientCapabilities());
                            return Json.parse("{\"content\":[]}");
                        });
        await().until(() -> clients.modern("p", "server/discover", "", "").toString().contains(UI));

        Json discovered = clients.modern("p", "server/discover", "", "");
        Json _ = clients.modern("p", "tools/call", "\"name\":\"two/echo\"", "two/echo");

        assertThat(
                        discovered
                                .get("result")
                                .flatMap(r -> r.get("capabilities"))
                                .flatMap(c -> c.get("extensions"))
                                .flatMap(e -> e.get(UI)))
                .isPresent();
        assertThat(discovered.toString()).doesNotContain("a/b");
        assertThat(declared.getFirst()).isEqualTo(Json.parse(clients.capabilities));
    }

    private static void tasks(ScriptedServer server) {
        server.extensions = Json.object(TASKS, Json.object());
        server.resources("file:///shared");
        String state =
                "\"taskId\":\"7\",\"createdAt\":\"2026-08-01T12:00:00Z\",\"lastUpdatedAt\":\"2026-08-01T12:00:00Z\",\"ttlMs\":null";
        server.answers.put(
                "tools/call",
                _ -> Json.parse("{\"resultType\":\"task\",\"status\":\"working\"," + state + "}"));
        server.answers.put(
                "tasks/get",
                call -> {
                    assertThat(call.params().text("taskId")).contains("7");
                    return Json.parse(
                            "{\"status\":\"completed\","
                                    + state
                                    + ",\"result\":{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\""
                                    + server.name
                                    + "\"},{\"type\":\"resource_link\",\"uri\":\"file:///shared\",\"name\":\"r\"}]}}");
                });
    }

    private Json task(String method, String id) throws Exception {
        return clients.modern("p", method, "\"taskId\":\"" + id + "\"", id);
    }

    @Test
    @DisplayName("94. tasks of two servers never have one name, and lead back to their own [REC]")
    void twoServersTasksAreToldApart() throws Exception {
        tasks(daemon.server("one"));
        tasks(daemon.server("two"));
        await().until(() ->
                clients.modern("p", "resources/list", "", "").toString().contains("mcpctl://"));

        for (String alias : List.of("one", "two")) {
            String tool = alias + "/echo";
            Json begun = clients.modern("p", "tools/call", "\"name\":\"" + tool + "\"", tool);
            String id = begun.get("result").flatMap(result -> result.text("taskId")).orElseThrow();
            Json state = task("tasks/get", id).get("result").orElseThrow();

            assertThat(id).isEqualTo(alias + ".7");
            assertThat(state.text("taskId")).contains(id);
            List<Json> content =
                    state.get("result").flatMap(r -> r.get("content")).orElseThrow().elements();
            assertThat(content.getFirst().text("text")).contains(alias);
            assertThat(content.getLast().text("uri"))
                    .contains(
                            alias.equals("one")
                                    ? "file:///shared"
                                    : "mcpctl://two/file%3A%2F%2F%2Fshared");
        }
        for (String odd : List.of("three.7", "7", ".7")) {
            assertThat(task("tasks/get", odd).get("error").orElseThrow().toString())
                    .as(odd)
                    .contains("-32602");
        }
    }
}
