package dev.mcpctl.daemon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;

import dev.mcpctl.db.instance.Owner;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.upstream.HttpUpstream;
import dev.mcpctl.mcp.upstream.Upstream;
import dev.mcpctl.mcp.upstream.UpstreamSettings;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Calls to instances that cannot be reached any more, before anybody has noticed. */
class PresenceIT {
    private static final Caller NOBODY = ServerLab.caller("");

    private final Vertx vertx = Vertx.vertx();
    private final HttpClientAgent client = HttpUpstream.client(vertx);
    private final Presence presence =
            new Presence("many", new Claims("many", 1, Pauses.of(Clock.systemUTC()), () -> {}));
    private final List<Serving> all = new ArrayList<>();
    private final List<String> looked = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        all.forEach(Serving::close);
        client.close().await();
        vertx.close().await();
    }

    @Test
    void aCallThatWasNeverSentGoesToAnotherInstance() throws Exception {
        Serving gone = serving("gone");
        Serving stays = serving("stays");
        gone.close();

        for (int i = 0; i < 20; i++) {
            assertThat(call(NOBODY)).isEqualTo("stays");
            assertThat(call(ServerLab.caller("conversation-" + i))).isEqualTo("stays");
        }

        assertThat(stays.calls).hasSize(40);
        assertThat(looked).as("looked at at once, and once").containsExactly("gone");
    }

    @Test
    void aConversationThatHasLeftSomethingThereDoesNotMove() throws Exception {
        Serving gone = serving("gone");
        Caller mine = ServerLab.caller("mine");
        assertThat(call(mine)).isEqualTo("gone");
        Serving _ = serving("stays");
        gone.close();

        McpException failed = failure(mine);

        assertThat(failed.error().message())
                .startsWith("server \"many\" cannot be reached: ")
                .endsWith("(instance gone)");
        gone.replica.enter(new ServerPhase.Starting()); // its end was noticed
        assertThat(call(mine)).isEqualTo("stays");
    }

    @Test
    void oneThatAnswersAgainIsChosenAgain() throws Exception {
        Serving shaky = serving("shaky");
        Serving other = serving("other");
        shaky.close();
        while (!shaky.replica.isDoubted()) {
            assertThat(call(NOBODY)).isEqualTo("other");
        }
        shaky.listen();

        other.replica.enter(new ServerPhase.Starting());

        await("there is no other")
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(call(NOBODY)).isEqualTo("shaky"));
        assertThat(shaky.replica.isDoubted()).isFalse();
    }

    @Test
    void itGoesToOneOtherInstanceAtMost() throws Exception {
        List<Serving> gone = List.of(serving("a"), serving("b"), serving("c"));
        gone.forEach(Serving::close);

        McpException failed = failure(NOBODY);

        assertThat(failed.error().message()).contains("cannot be reached");
        assertThat(looked).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void theOnlyInstanceIsNotAskedTwice() throws Exception {
        serving("only").close();

        assertThat(failure(NOBODY).error().message()).endsWith("(instance only)");
        assertThat(looked).containsExactly("only");
    }

    private String call(Caller caller) {
        Json params = Json.object("name", Json.of("who")).with("arguments", Json.object());
        Json result =
                presence.call(Call.of(Methods.TOOLS_CALL, params, caller, Duration.ofSeconds(10)));
        return result.get("content").orElseThrow().elements().getFirst().text("text").orElseThrow();
    }

    private McpException failure(Caller caller) {
        return catchThrowableOfType(McpException.class, () -> call(caller));
    }

    private Serving serving(String name) throws IOException {
        Serving made = new Serving(name);
        all.add(made);
        presence.add(made.replica);
        return made;
    }

    /** An instance that says its name. */
    private final class Serving implements AutoCloseable {
        private final List<String> calls = new CopyOnWriteArrayList<>();
        private final String name;
        private final Replica replica;
        private final int port;
        private HttpServer server;

        Serving(String name) throws IOException {
            this.name = name;
            this.replica = new Replica(name, Owner.EVERYBODY);
            this.server = listen(0);
            this.port = server.getAddress().getPort();
            URI uri = URI.create("http://127.0.0.1:" + port + "/mcp");
            Upstream upstream =
                    new HttpUpstream(
                            "many", vertx, client, uri, Map::of, UpstreamSettings.of("us", "1"));
            replica.enter(new ServerPhase.Running(name, upstream));
            replica.lookedAfterBy(() -> looked.add(name));
        }

        void listen() throws IOException {
            server = listen(port);
        }

        private HttpServer listen(int at) throws IOException {
            HttpServer made =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
            made.createContext(
                    "/mcp",
                    exchange -> {
                        Json message =
                                Json.parse(
                                        new String(
                                                exchange.getRequestBody().readAllBytes(),
                                                StandardCharsets.UTF_8));
                        byte[] answer = answer(message).getBytes(StandardCharsets.UTF_8);
                        exchange.getResponseHeaders().set("Content-Type", "application/json");
                        exchange.sendResponseHeaders(200, answer.length);
                        exchange.getResponseBody().write(answer);
                        exchange.close();
                    });
            made.start();
            return made;
        }

        private String answer(Json message) {
            boolean isCall = message.text("method").filter(Methods.TOOLS_CALL::equals).isPresent();
            if (isCall) {
                calls.add(message.toString());
            }
            String result =
                    isCall
                            ? "\"content\":[{\"type\":\"text\",\"text\":\"" + name + "\"}]"
                            : "\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{}";
            return "{\"jsonrpc\":\"2.0\",\"id\":"
                    + message.get("id").orElseThrow()
                    + ",\"result\":{\"resultType\":\"complete\","
                    + result
                    + "}}";
        }

        /** Listens no more, and hangs up. */
        @Override
        public void close() {
            server.stop(0);
        }
    }
}
