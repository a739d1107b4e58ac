package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.LogLevel;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Calls of one server on pipes, of either era. Numbers are those of the checklist in the protocol
 * brief.
 */
class StdioUpstreamIT extends StdioUpstreamLab {
    @Test
    @DisplayName(
            "73. a legacy result becomes modern; of a legacy server's tools execution goes [REC]")
    void aLegacyResultBecomesModern() {
        serve(
                ScriptedServer.legacy(
                        "2025-11-25",
                        -32601,
                        answering(
                                "{\"tools\":[{\"name\":\"a\",\"execution\":{}}],\"nextCursor\":\"\"}")));

        assertThat(upstream().call(call(Methods.TOOLS_LIST, "{}")))
                .isEqualTo(
                        Json.parse(
                                "{\"tools\":[{\"name\":\"a\"}],\"nextCursor\":\"\",\"resultType\":\"complete\"}"));
    }

    @Test
    void aLegacyServerSeesNothingOfTheStatelessEra() {
        ScriptedServer server =
                serve(ScriptedServer.legacy("2025-11-25", -32601, answering("{\"content\":[]}")));
        var meta =
                new RequestMeta(
                        null,
                        Json.parse("{\"sampling\":{}}"),
                        null,
                        true,
                        Map.of("com.example/x", Json.of(1)));

        upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"a\"}").withMeta(meta));

        Request sent = server.requests(Methods.TOOLS_CALL).getFirst();
        assertThat(sent.params())
                .isEqualTo(
                        Json.parse(
                                "{\"name\":\"a\",\"_meta\":{\"com.example/x\":1,\"progressToken\":%s}}"
                                        .formatted(sent.id())));
    }

    @Test
    @DisplayName(
            "37. a modern server is told who asks and in which version, and of our client what it can be asked [2026-07-28 | basic]")
    void aModernServerIsToldWhoAsks() {
        ScriptedServer server =
                serve(
                        ScriptedServer.modern(
                                answering("{\"resultType\":\"complete\",\"content\":[]}")));
        var meta =
                new RequestMeta(
                        Json.parse("{\"name\":\"client\",\"version\":\"1\"}"),
                        Json.parse("{\"sampling\":{}}"),
                        LogLevel.INFO,
                        false,
                        Map.of());

        Json result = upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"a\"}").withMeta(meta));

        assertThat(result).isEqualTo(Json.parse("{\"resultType\":\"complete\",\"content\":[]}"));
        assertThat(server.requests(Methods.TOOLS_CALL).getFirst().params().get("_meta"))
                .contains(
                        Json.parse(
                                """
                                {"io.modelcontextprotocol/protocolVersion":"2026-07-28",
                                 "io.modelcontextprotocol/clientCapabilities":{"sampling":{}},
                                 "io.modelcontextprotocol/clientInfo":{"name":"us","version":"1"},
                                 "io.modelcontextprotocol/logLevel":"info"}\
                                """));
    }

    @Test
    @DisplayName(
            "43. an unknown resultType is an invalid result, an absent one complete [2026-07-28 | basic]")
    void typesOfResults() {
        serve(
                ScriptedServer.modern((server, request) ->
                        server.send(
                                new Success(
                                        request.id(),
                                        request.method().equals(Methods.TOOLS_LIST)
                                                ? Json.parse("{\"tools\":[]}")
                                                : Json.parse(
                                                        "{\"resultType\":\"task\",\"taskId\":\"1\"}")))));

        assertThat(upstream().call(call(Methods.TOOLS_LIST, "{}")).text("resultType"))
                .contains("complete");
        assertThatThrownBy(() -> upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"a\"}")))
                .hasMessageContaining("unknown type of result");
    }

    @Test
    @DisplayName(
            "79. ids are never used twice, and each of many callers gets the answer to its own")
    void manyCallersShareOneStream() throws Exception {
        List<Request> waiting = new ArrayList<>();
        ScriptedServer server =
                serve(
                        ScriptedServer.legacy(
                                "2025-11-25",
                                -32601,
                                (s, request) -> {
                                    waiting.add(request);
                                    if (waiting.size() == 100) {
                                        for (Request each : waiting.reversed()) {
                                            s.send(
                                                    new Success(
                                                            each.id(),
                                                            Json.object(
                                                                    "content",
                                                                    each.params()
                                                                            .get("name")
                                                                            .orElseThrow())));
                                        }
                                    }
                                }));
        List<CompletableFuture<Json>> answers = new ArrayList<>();

        for (int i = 0; i < 100; i++) {
            Call call = call(Methods.TOOLS_CALL, "{\"name\":\"" + i + "\"}");
            answers.add(CompletableFuture.supplyAsync(() -> upstream().call(call), threads));
        }

        for (int i = 0; i < 100; i++) {
            assertThat(answers.get(i).get().text("content")).contains(Integer.toString(i));
        }
        Set<RequestId> ids = new HashSet<>();
        server.received.forEach(message -> {
            if (message instanceof Request request) {
                assertThat(ids.add(request.id())).isTrue();
            }
        });
        assertThat(started).hasSize(1);
    }

    @Test
    void progressFindsTheCallItIsAbout() {
        serve(
                ScriptedServer.legacy(
                        "2025-11-25",
                        -32601,
                        (server, request) -> {
                            Json token =
                                    request.params()
                                            .get("_meta")
                                            .orElseThrow()
                                            .get("progressToken")
                                            .orElseThrow();
                            server.send(
                                    new Notification(
                                            Methods.PROGRESS,
                                            Json.parse("{\"progress\":1}")
                                                    .with("progressToken", Json.of(999))));
                            server.send(
                                    new Notification(
                                            Methods.PROGRESS,
                                            Json.parse("{\"progress\":2}")
                                                    .with("progressToken", token)));
                            server.send(new Success(request.id(), Json.parse("{\"content\":[]}")));
                        }));
        List<Notification> told = new CopyOnWriteArrayList<>();
        var meta = new RequestMeta(null, Json.object(), null, true, Map.of());

        upstream()
                .call(
                        call(Methods.TOOLS_CALL, "{\"name\":\"a\"}")
                                .withMeta(meta)
                                .withStream(told::add));

        assertThat(told).hasSize(1);
        assertThat(told.getFirst().params().get("progress")).contains(Json.of(2));
    }

    @Test
    void logsAreGivenToTheOnlyCallThatIsOpenAndTheLevelIsSetForIt() {
        List<Request> unconfirmed = new CopyOnWriteArrayList<>(); // a server may be slow to confirm
        ScriptedServer server =
                serve(
                        ScriptedServer.legacy(
                                "2025-11-25",
                                -32601,
                                (s, request) -> {
                                    if (request.method().equals(Methods.SET_LEVEL)) {
                                        unconfirmed.add(request);
                                        return;
                                    }
                                    s.send(
                                            new Notification(
                                                    Methods.LOG_MESSAGE,
                                                    Json.parse(
                                                            "{\"level\":\"info\",\"data\":\"x\"}")));
                                    unconfirmed.forEach(level ->
                                            s.send(new Success(level.id(), Json.object())));
                                    unconfirmed.clear();
                                    s.send(
                                            new Success(
                                                    request.id(), Json.parse("{\"content\":[]}")));
                                }));
        List<Notification> told = new CopyOnWriteArrayList<>();
        var meta = new RequestMeta(null, Json.object(), LogLevel.INFO, false, Map.of());

        for (int i = 0; i < 3; i++) {
            upstream()
                    .call(
                            call(Methods.TOOLS_CALL, "{\"name\":\"a\"}")
                                    .withMeta(meta)
                                    .withStream(told::add));
        }

        assertThat(told).hasSize(3);
        assertThat(server.requests(Methods.SET_LEVEL)).hasSize(1);
        assertThat(server.requests(Methods.SET_LEVEL).getFirst().params())
                .isEqualTo(Json.parse("{\"level\":\"info\"}"));
    }

    @Test
    @DisplayName(
            "74. 80. a server's ping is answered {}, a question outside of any call -32602 [≤2025-11-25 | basic/utilities/ping; SEP-2260; M-082]")
    void whatAServerAsks() {
        ScriptedServer server =
                serve(ScriptedServer.legacy("2025-11-25", -32601, StdioUpstreamLab::nothing));
        discover();

        server.send(new Request(RequestId.of("p"), Methods.PING, Json.object()));
        server.send(new Request(RequestId.of(1), "sampling/createMessage", Json.object()));

        await().until(() ->
                server.received.contains(new Success(RequestId.of("p"), Json.object())));
        await().until(() ->
                server.received.stream()
                        .anyMatch(message ->
                                message instanceof Failure(RequestId id, JsonRpcError error)
                                        && RequestId.of(1).equals(id)
                                        && error.code() == ErrorCodes.INVALID_PARAMS));
    }

    @Test
    @DisplayName(
            "44. 78. what a client cancels is cancelled at the server [basic/patterns/cancellation]")
    void cancellingACall() {
        ScriptedServer server =
                serve(ScriptedServer.legacy("2025-11-25", -32601, StdioUpstreamLab::nothing));
        var cancellation = new Cancellation();
        Call call =
                Call.of(
                        Methods.TOOLS_CALL,
                        Json.parse("{\"name\":\"a\"}"),
                        RequestMeta.none(),
                        CALLER,
                        Deadline.after(Duration.ofSeconds(20)),
                        cancellation,
                        _ -> {});
        var answer = CompletableFuture.supplyAsync(() -> upstream().call(call), threads);
        await().until(() -> !server.requests(Methods.TOOLS_CALL).isEmpty());

        cancellation.cancel("enough");

        assertThatThrownBy(answer::get).hasCauseInstanceOf(CancelledException.class);
        await().until(() -> server.notifications(Methods.CANCELLED).size() == 1);
        assertThat(server.notifications(Methods.CANCELLED).getFirst().params())
                .isEqualTo(
                        Json.object(
                                        "requestId",
                                        server.requests(Methods.TOOLS_CALL).getFirst().id().json())
                                .with("reason", Json.of("enough")));
    }

    @Test
    void aSilentServerIsGivenUpAndTold() {
        settings = settings.withRequestTimeout(Duration.ofMillis(200));
        ScriptedServer server =
                serve(ScriptedServer.legacy("2025-11-25", -32601, StdioUpstreamLab::nothing));

        assertThatThrownBy(() -> upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"a\"}")))
                .hasMessageContaining("\"files\" did not answer tools/call in time");
        await().until(() -> server.notifications(Methods.CANCELLED).size() == 1);
    }

    @Test
    @DisplayName(
            "M-080: a crash answers every open call at once, naming the server; the next call starts it again")
    void aCrashAnswersWhatIsOpen() throws Exception {
        ScriptedServer server =
                serve(ScriptedServer.legacy("2025-11-25", -32601, StdioUpstreamLab::nothing));
        serve(ScriptedServer.legacy("2025-11-25", -32601, answering("{\"content\":[]}")));
        List<CompletableFuture<Json>> answers = new ArrayList<>();
        StdioUpstream upstream = upstream();
        for (int i = 0; i < 20; i++) {
            answers.add(
                    CompletableFuture.supplyAsync(
                            () -> upstream.call(call(Methods.TOOLS_CALL, "{\"name\":\"a\"}")),
                            threads));
        }
        await().until(() -> server.requests(Methods.TOOLS_CALL).size() == 20);

        server.die();

        for (CompletableFuture<Json> answer : answers) {
            assertThatThrownBy(answer::get)
                    .cause()
                    .isInstanceOfSatisfying(
                            McpException.class,
                            e -> {
                                assertThat(e.error().code()).isEqualTo(-32603);
                                assertThat(e.error().data())
                                        .isEqualTo(Json.parse("{\"server\":\"files\"}"));
                            });
        }
        assertThat(upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"a\"}")).has("content"))
                .isTrue();
        assertThat(started).hasSize(2);
    }

    @Test
    void aServerThatCannotBeStartedIsSaidSoQuickly() {
        serve(ScriptedServer.legacy("2025-11-25", -32601, StdioUpstreamLab::nothing));
        prepared.clear();

        assertThatThrownBy(() -> upstream().call(call(Methods.TOOLS_LIST, "{}")))
                .hasMessage("server \"files\" cannot be started: no process left");
    }

    @Test
    @DisplayName("M-115: a message that is too large fails its own call, and no other")
    void aMessageThatIsTooLarge() {
        settings = settings.withMaxMessageBytes(50_000);
        serve(
                ScriptedServer.legacy(
                        "2025-11-25",
                        -32601,
                        (server, request) -> {
                            String text =
                                    request.params().text("name").orElse("").equals("big")
                                            ? "x".repeat(100_000)
                                            : "small";
                            server.send(
                                    new Success(
                                            request.id(), Json.object("content", Json.of(text))));
                        }));

        assertThatThrownBy(() -> upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"big\"}")))
                .hasMessageContaining("larger than 50000 bytes");
        assertThat(upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"a\"}")).text("content"))
                .contains("small");
    }

    @Test
    void whatAServerPrintsIsPassedOver() {
        serve(
                ScriptedServer.legacy(
                        "2025-11-25",
                        -32601,
                        (server, request) -> {
                            server.sendRaw("Starting up...\n\n{\"half\":\n");
                            server.send(new Success(request.id(), Json.parse("{\"content\":[]}")));
                        }));

        assertThat(upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"a\"}")).has("content"))
                .isTrue();
    }

    @Test
    void whatWasNotDeclaredIsNotAskedFor() {
        ScriptedServer server =
                serve(
                        ScriptedServer.legacy(
                                "2024-11-05",
                                -32601,
                                (s, request) ->
                                        s.send(
                                                new Failure(
                                                        request.id(),
                                                        new JsonRpcError(-32601, "no")))));

        assertThatThrownBy(() -> upstream().call(call(Methods.PROMPTS_LIST, "{}")))
                .hasMessageContaining("prompts/list");
        assertThat(server.requests(Methods.PROMPTS_LIST)).isEmpty();
        assertThat(upstream().call(call(Methods.COMPLETE, "{\"context\":{}}")).get("completion"))
                .contains(Json.parse("{\"values\":[]}"));
        assertThat(server.requests(Methods.COMPLETE).getFirst().params()).isEqualTo(Json.object());
    }

    @Test
    @DisplayName("81. -32002 becomes -32602 with the uri [2026-07-28 | server/resources]")
    void aMissingResource() {
        serve(
                ScriptedServer.legacy(
                        "2025-11-25",
                        -32601,
                        (server, request) ->
                                server.send(
                                        new Failure(
                                                request.id(), new JsonRpcError(-32002, "gone")))));

        assertThatThrownBy(() ->
                        upstream().call(call(Methods.RESOURCES_READ, "{\"uri\":\"file:///a\"}")))
                .isInstanceOfSatisfying(
                        McpException.class,
                        e ->
                                assertThat(e.error())
                                        .isEqualTo(
                                                new JsonRpcError(
                                                        -32602,
                                                        "gone",
                                                        Json.parse("{\"uri\":\"file:///a\"}"))));
    }

    @Test
    void requestsOpenAtOnceAreBounded() {
        settings = settings.withMaxOpenRequests(1).withRequestTimeout(Duration.ofMillis(300));
        ScriptedServer server =
                serve(ScriptedServer.legacy("2025-11-25", -32601, StdioUpstreamLab::nothing));
        var first =
                CompletableFuture.supplyAsync(
                        () -> upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"a\"}")),
                        threads);
        await().until(() -> server.requests(Methods.TOOLS_CALL).size() == 1);

        Call second =
                call(Methods.TOOLS_CALL, "{\"name\":\"b\"}")
                        .withDeadline(Deadline.after(Duration.ofMillis(50)));

        assertThatThrownBy(() -> upstream().call(second)).hasMessageContaining("is busy");
        assertThatThrownBy(first::get).hasMessageContaining("did not answer");
    }
}
