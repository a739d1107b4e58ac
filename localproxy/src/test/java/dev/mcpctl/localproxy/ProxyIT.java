package dev.mcpctl.localproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.mcp.message.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The whole program on real sockets, in front of a scripted mcpd. */
final class ProxyIT {
    private static final String TOOLS_CHANGED = "notifications/tools/list_changed";

    @TempDir Path directory;

    private StandInDaemon daemon;
    private ProxyRun proxy;
    private ProxyClients clients;
    private Home home;

    @BeforeEach
    void start() {
        daemon = new StandInDaemon();
        home = new Home(directory.resolve("home"));
        daemon.project("p", "slash", "one", "two");
        proxy = new ProxyRun(home, daemon.environment());
        clients = new ProxyClients(proxy.port());
    }

    @AfterEach
    void stop() {
        clients.close();
        proxy.close();
        daemon.close();
    }

    private static List<String> texts(Json message, String list, String member) {
        return message.get("result").orElseThrow().get(list).orElseThrow().elements().stream()
                .map(item -> item.text(member).orElseThrow())
                .toList();
    }

    private List<String> tools() throws Exception {
        return texts(clients.modern("p", "tools/list", "", ""), "tools", "name");
    }

    /** A server that is slow to say what it has is listed a moment later. */
    private void awaitBoth() {
        await().untilAsserted(() -> assertThat(tools()).containsExactly("one/echo", "two/echo"));
    }

    @Test
    @DisplayName("26. 97. M-113: tools of all servers, each called at its own")
    void theToolsOfAllServersAreListedAndCalledByEitherSpelling() throws Exception {
        awaitBoth();
        for (String name : List.of("two/echo", "two_echo")) {
            Json answer = clients.modern("p", "tools/call", "\"name\":\"" + name + "\"", name);

            assertThat(answer.toString()).contains("two:echo");
        }
    }

    @Test
    @DisplayName(
            "25. M-112: known refusers of the handshake era get safe names, modern clients never")
    void onlyHandshakeClientsAreJudgedByTheirName() throws Exception {
        assertThat(
                        texts(
                                clients.legacy("p", "claude-ai").call("tools/list", "{}"),
                                "tools",
                                "name"))
                .containsExactly("one_echo", "two_echo");
        assertThat(texts(clients.legacy("p", "curl").call("tools/list", "{}"), "tools", "name"))
                .containsExactly("one/echo", "two/echo");
        awaitBoth();
    }

    @Test
    @DisplayName(
            "9. 10. an argument that its tool wants in a header is compared with it [2026-07-28 | streamable-http]")
    void anArgumentThatIsWantedInAHeaderIsComparedWithIt() throws Exception {
        ScriptedServer one = daemon.server("one");
        one.lists.put(
                "tools/list",
                List.of(
                        "{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"region\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"}}}}"));
        awaitBoth();
        one.tellChanged(TOOLS_CHANGED);
        await().until(() ->
                clients.modern("p", "tools/list", "", "").toString().contains("x-mcp-header"));
        String call = "\"name\":\"one/echo\",\"arguments\":{\"region\":\"eu\"}";

        Json missing = clients.modern("p", "tools/call", call, "one/echo");
        Json other = clients.modern("p", "tools/call", call, "one/echo", "Mcp-Param-Region", "us");
        Json same = clients.modern("p", "tools/call", call, "one/echo", "Mcp-Param-Region", "eu");
        Json absent = clients.modern("p", "tools/call", "\"name\":\"one/echo\"", "one/echo");

        assertThat(missing.get("error").orElseThrow().toString()).contains("-32020");
        assertThat(other.get("error").orElseThrow().toString()).contains("-32020");
        assertThat(same.toString()).contains("one:echo");
        assertThat(absent.toString()).contains("one:echo");
    }

    @Test
    void anUnknownToolIsRefusedAfterItsServerWasAskedOnce() throws Exception {
        awaitBoth();
        Json refused = clients.modern("p", "tools/call", "\"name\":\"one/new\"", "one/new");
        assertThat(refused.get("error").orElseThrow().toString()).contains("-32602", "one/new");

        daemon.server("one").tools("echo", "new"); // without a word to anybody

        Json answer = clients.modern("p", "tools/call", "\"name\":\"one/new\"", "one/new");
        assertThat(answer.toString()).contains("one:new");
    }

    @Test
    void anUnknownProjectIsAProblemAndANewOneIsFoundAtOnce() throws Exception {
        HttpResponse<String> missing = clients.post("/projects/none/mcp", "{}");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("projects \\\"none\\\" not found");

        daemon.project("fresh", "safe", "one");

        assertThat(texts(clients.modern("fresh", "tools/list", "", ""), "tools", "name"))
                .containsExactly("one_echo");
    }

    @Test
    @DisplayName(
            "M-116: a slow server delays nobody by more than a moment; its last good list stays")
    void aSlowServerDelaysTheOthersByAMomentOnly() throws Exception {
        awaitBoth();
        ScriptedServer two = daemon.server("two");
        two.gate = new CountDownLatch(1);
        two.tools("echo", "later");
        BlockingQueue<Json> events = clients.listen("p", "{\"toolsListChanged\":true}");
        assertThat(events.poll(10, TimeUnit.SECONDS).toString()).contains("acknowledged");
        two.tellChanged(TOOLS_CHANGED);
        daemon.server("one").tools("echo", "more");
        daemon.server("one").tellChanged(TOOLS_CHANGED);
        assertThat(events.poll(10, TimeUnit.SECONDS).toString()).contains(TOOLS_CHANGED);

        long started = System.nanoTime();
        assertThat(tools()).containsExactly("one/echo", "one/more", "two/echo");
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(1));

        two.gate.countDown();
        assertThat(events.poll(10, TimeUnit.SECONDS).toString()).contains(TOOLS_CHANGED);
        assertThat(tools()).contains("two/later");
    }

    @Test
    @DisplayName("36. M-116: a failing server's tools are absent, the rest works, a warning shows")
    void aFailingServerHidesNobodyAndComesBack() throws Exception {
        daemon.server("two").isDown = true;

        assertThat(tools()).containsExactly("one/echo");
        assertThat(clients.get("/status").body()).contains("\"server\":\"two\"", "not ready");
        BlockingQueue<Json> events = clients.listen("p", "{\"toolsListChanged\":true}");
        assertThat(events.poll(10, TimeUnit.SECONDS).toString()).contains("acknowledged");

        daemon.server("two").isDown = false;
        daemon.change("status", "server", "two");

        assertThat(events.poll(20, TimeUnit.SECONDS).toString()).contains(TOOLS_CHANGED);
        assertThat(tools()).containsExactly("one/echo", "two/echo");
        await().untilAsserted(() ->
                assertThat(clients.get("/status").body()).contains("\"warnings\":[]"));
    }

    @Test
    @DisplayName("M-116: a server that does not say what it is shows in the warnings")
    void aServerThatSaysNothingIsWarnedOf() throws Exception {
        daemon.server("two").introduction = new CountDownLatch(1);

        assertThat(tools()).containsExactly("one/echo");
        await().untilAsserted(() ->
                assertThat(clients.get("/status").body())
                        .contains("\"server\":\"two\"", "server/discover: no answer for"));

        daemon.server("two").introduction.countDown();
        await().until(() -> tools().size() == 2);
        assertThat(clients.get("/status").body()).contains("\"warnings\":[]");
    }

    @Test
    @DisplayName(
            "49. M-105: attach and detach reach clients of all kinds without a reconnect, once each")
    void attachingAndDetachingReachConnectedClientsAndDisturbNoOpenCall() throws Exception {
        awaitBoth();
        ProxyClients.Legacy legacy = clients.legacy("p", "curl");
        BlockingQueue<Json> session = legacy.stream();
        BlockingQueue<Json> modern = clients.listen("p", "{\"toolsListChanged\":true}");
        assertThat(modern.poll(10, TimeUnit.SECONDS).toString()).contains("acknowledged");
        assertThat(legacy.call("tools/list", "{}").toString()).contains("two/echo");
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        daemon.server("one")
                .answers
                .put(
                        "tools/call",
                        _ -> {
                            entered.countDown();
                            try {
                                release.await(30, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return Json.parse(
                                    "{\"content\":[{\"type\":\"text\",\"text\":\"undisturbed\"}]}");
                        });
        CompletableFuture<Json> open =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        return clients.modern(
                                "p", "tools/call", "\"name\":\"one/echo\"", "one/echo");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        try (Bridge bridge = new Bridge("safe")) {
            bridge.send(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"b\",\"version\":\"1\"}}}");
            assertThat(bridge.next()).contains("\"id\":1", "listChanged");
            bridge.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            bridge.send("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}");
            assertThat(bridge.next()).contains("one_echo", "two_echo");

            daemon.project("p", "slash", "one", "two", "three");

            assertThat(session.poll(10, TimeUnit.SECONDS).toString()).contains(TOOLS_CHANGED);
            assertThat(modern.poll(10, TimeUnit.SECONDS).toString()).contains(TOOLS_CHANGED);
            assertThat(bridge.next()).contains(TOOLS_CHANGED);
            assertThat(legacy.call("tools/list", "{}").toString()).contains("three/echo");

            daemon.project("p", "slash", "one", "three");

            assertThat(session.poll(10, TimeUnit.SECONDS).toString()).contains(TOOLS_CHANGED);
            assertThat(modern.poll(10, TimeUnit.SECONDS).toString()).contains(TOOLS_CHANGED);
            assertThat(bridge.next()).contains(TOOLS_CHANGED);
            assertThat(legacy.call("tools/list", "{}").toString()).doesNotContain("two/echo");
            assertThat(modern).isEmpty();
        }
        release.countDown();
        assertThat(open.get(10, TimeUnit.SECONDS).toString()).contains("undisturbed");
    }

    @Test
    @DisplayName(
            "M-114: of two resources with one URI the later attachment's is wrapped, everywhere")
    void collidingResourcesAreBothReadable() throws Exception {
        daemon.server("one").resources("u://same");
        daemon.server("two").resources("u://same", "u://two");
        daemon.server("two")
                .answers
                .put(
                        "tools/call",
                        _ ->
                                Json.parse(
                                        "{\"content\":[{\"type\":\"resource_link\",\"uri\":\"u://same\",\"name\":\"l\"}]}"));
        String wrapped = "mcpctl://two/u%3A%2F%2Fsame";

        await().untilAsserted(() ->
                assertThat(texts(clients.modern("p", "resources/list", "", ""), "resources", "uri"))
                        .containsExactly("u://same", wrapped, "u://two"));
        assertThat(read("u://same")).contains("\"text\":\"one\"", "\"uri\":\"u://same\"");
        assertThat(read(wrapped)).contains("\"text\":\"two\"", "\"uri\":\"" + wrapped + "\"");
        assertThat(read("u://none")).contains("-32602", "u://none");
        assertThat(
                        clients.modern("p", "tools/call", "\"name\":\"two/echo\"", "two/echo")
                                .toString())
                .contains(wrapped);
    }

    private String read(String uri) throws Exception {
        return clients.modern("p", "resources/read", "\"uri\":\"" + uri + "\"", uri).toString();
    }

    @Test
    void aResourceCanBeAskedForBeforeAnythingWasListed() throws Exception {
        daemon.server("two").resources("u://early");
        daemon.project("early", "slash", "one", "two");

        BlockingQueue<Json> events =
                clients.listen("early", "{\"resourceSubscriptions\":[\"u://early\"]}");

        assertThat(events.poll(10, TimeUnit.SECONDS).toString())
                .contains("acknowledged", "u://early");
    }

    @Test
    void updatesOfAResourceReachWhoAskedForIt() throws Exception {
        daemon.server("one").resources("u://same");
        daemon.server("two").resources("u://same");
        String wrapped = "mcpctl://two/u%3A%2F%2Fsame";
        await().untilAsserted(() ->
                assertThat(clients.modern("p", "resources/list", "", "").toString())
                        .contains(wrapped));
        BlockingQueue<Json> events =
                clients.listen("p", "{\"resourceSubscriptions\":[\"" + wrapped + "\"]}");
        assertThat(events.poll(10, TimeUnit.SECONDS).toString()).contains("acknowledged", wrapped);
        await().until(() -> daemon.server("two").listeners.size() >= 1);

        await().untilAsserted(() -> {
            daemon.server("two")
                    .listeners
                    .forEach(sink ->
                            sink.event(
                                    new dev.mcpctl.mcp.message.JsonRpcMessage.Notification(
                                            "notifications/resources/updated",
                                            Json.parse("{\"uri\":\"u://same\"}"))));
            Json event = events.poll(300, TimeUnit.MILLISECONDS);
            assertThat(event).isNotNull();
            assertThat(event.toString()).contains("updated", wrapped);
        });
    }

    @Test
    void aCallOfOneToolIsPlainJson() throws Exception {
        HttpResponse<String> done = clients.post("/projects/p/call", "{\"tool\":\"one/echo\"}");
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(done.body()).contains("one:echo");

        HttpResponse<String> unknown = clients.post("/projects/p/call", "{\"tool\":\"one/no\"}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("urn:mcpctl:problem:not-found");
        assertThat(clients.post("/projects/p/call", "{").statusCode()).isEqualTo(400);
        assertThat(clients.get("/projects/p/call").statusCode()).isEqualTo(405);

        HttpResponse<String> elsewhere =
                clients.post("/projects/p/call", "{\"tool\":\"three/echo\"}");
        assertThat(elsewhere.statusCode()).isEqualTo(404);
        assertThat(JsonCodec.read(elsewhere.body()).path("detail").asText())
                .isEqualTo(
                        "tools \"three/echo\" not found: server \"three\" is not attached to"
                                + " project \"p\"; attached: one, two");

        daemon.server("two").isDown = true;
        HttpResponse<String> failed = clients.post("/projects/p/call", "{\"tool\":\"two/echo\"}");
        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(failed.body()).contains("two");
    }

    @Test
    void whileMcpdIsAwayListsStayAndCallsNameIt() throws Exception {
        awaitBoth();
        int port = daemon.port();
        daemon.stop();
        await().untilAsserted(() ->
                assertThat(clients.get("/status").body()).contains("\"reachable\":false"));

        assertThat(tools()).containsExactly("one/echo", "two/echo");
        Json refused = clients.modern("p", "tools/call", "\"name\":\"one/echo\"", "one/echo");
        assertThat(refused.toString()).contains("-32603").containsPattern("mcpd .*is out of reach");
        assertThat(clients.post("/projects/unknown/mcp", "{}").statusCode()).isEqualTo(503);
        assertThat(clients.post("/projects/p/call", "{\"tool\":\"one/echo\"}").statusCode())
                .isEqualTo(503);

        daemon.startAgain(port);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(
                                        clients.modern(
                                                        "p",
                                                        "tools/call",
                                                        "\"name\":\"one/echo\"",
                                                        "one/echo")
                                                .toString())
                                .contains("one:echo"));
    }

    /** A connection of the bridge, without the bridge. */
    private final class Bridge implements AutoCloseable {
        private final SocketChannel channel;
        private final BufferedReader in;
        private final OutputStream out;

        private Bridge(String toolNames) throws Exception {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(proxy.socket()));
            in =
                    new BufferedReader(
                            new InputStreamReader(
                                    Channels.newInputStream(channel), StandardCharsets.UTF_8));
            out = Channels.newOutputStream(channel);
            send("{\"project\":\"p\",\"toolNames\":\"" + toolNames + "\",\"build\":\"t\"}");
            assertThat(next()).contains("\"ok\":true", "nonce");
        }

        private void send(String line) throws Exception {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        private String next() throws Exception {
            return CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return String.valueOf(in.readLine());
                                } catch (java.io.IOException e) {
                                    throw new java.io.UncheckedIOException(e);
                                }
                            })
                    .get(10, TimeUnit.SECONDS);
        }

        @Override
        public void close() throws java.io.IOException {
            channel.close();
        }
    }
}
