package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.Revision;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of the handshake era on a pipe that asks while it has a call. */
class StdioQuestionsIT extends StdioUpstreamLab {
    private static final String ALL = "{\"elicitation\":{},\"sampling\":{},\"roots\":{}}";
    private static final Json ACCEPTED = Json.parse("{\"action\":\"accept\",\"content\":{}}");

    private final Map<RequestId, RequestId> calls = new ConcurrentHashMap<>(); // by the question
    private final Map<RequestId, Boolean> again = new ConcurrentHashMap<>(); // asked once more
    private final AtomicInteger asked = new AtomicInteger();

    /** Asks as often as its tool's name says, and tells what it was answered last. */
    private ScriptedServer asking() {
        var rest = ScriptedServer.legacy("2025-11-25", -32601, this::ask);
        return serve((server, message) -> {
            if (message instanceof Response response) {
                answered(server, response);
            }
            rest.accept(server, message);
        });
    }

    private void ask(ScriptedServer server, Request call) {
        String name = call.params().text("name").orElse("");
        if (!call.method().equals(Methods.TOOLS_CALL) || name.equals("hang")) {
            return;
        }
        if (name.equals("twice")) {
            again.put(ask(server, call.id(), Methods.ELICIT), true);
        } else {
            RequestId _ = ask(server, call.id(), name);
        }
    }

    private RequestId ask(ScriptedServer server, RequestId call, String method) {
        RequestId id = RequestId.of("ask" + asked.incrementAndGet());
        calls.put(id, call);
        server.send(
                new Request(
                        id,
                        method,
                        Json.parse(
                                "{\"mode\":\"form\",\"message\":\"?\",\"_meta\":{\"a\":1},\"task\":{}}")));
        return id;
    }

    private void answered(ScriptedServer server, JsonRpcMessage response) {
        switch (response) {
            case Success(RequestId id, Json _) when again.remove(id) != null ->
                    ask(server, Objects.requireNonNull(calls.get(id)), Methods.ELICIT);
            case Success(RequestId id, Json result) when calls.containsKey(id) ->
                    server.send(
                            new Success(
                                    Objects.requireNonNull(calls.get(id)),
                                    Json.parse("{\"content\":[]}")
                                            .with("structuredContent", result)));
            case Failure(RequestId id, JsonRpcError error) when id != null ->
                    server.send(
                            new Success(
                                    Objects.requireNonNull(calls.get(id)),
                                    Json.parse("{\"content\":[],\"isError\":true}")
                                            .with(
                                                    "structuredContent",
                                                    Json.object(
                                                            "error", Json.of(error.message())))));
            default -> {}
        }
    }

    private static Call able(String capabilities, Json params) {
        return call(Methods.TOOLS_CALL, "{}")
                .withParams(params)
                .withMeta(new RequestMeta(null, Json.parse(capabilities), null, false, Map.of()));
    }

    private static Json tool(String name) {
        return Json.object("name", Json.of(name));
    }

    private static Json retried(Json params, Json required, String key, Json answer) {
        return params.with("inputResponses", Json.object(key, answer))
                .with("requestState", required.get("requestState").orElseThrow());
    }

    private static String key(Json required) {
        return required.get("inputRequests").orElseThrow().members().keySet().iterator().next();
    }

    @Test
    void aQuestionEndsTheCallAndItsAnswerGoesOnWithIt() {
        ScriptedServer server = asking();
        Json form = tool(Methods.ELICIT);

        Json required = upstream().call(able(ALL, form));
        Json result = upstream().call(able(ALL, retried(form, required, key(required), ACCEPTED)));

        assertThat(required.text("resultType")).contains("input_required");
        assertThat(required.get("inputRequests").flatMap(requests -> requests.get(key(required))))
                .contains(
                        Json.parse(
                                "{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"form\",\"message\":\"?\"}}"));
        assertThat(result.text("resultType")).contains("complete");
        assertThat(result.get("structuredContent")).contains(ACCEPTED);
        assertThat(server.requests(Methods.TOOLS_CALL)).hasSize(1);
        assertThat(server.requests(Methods.INITIALIZE).getFirst().params().get("capabilities"))
                .contains(
                        Json.parse(
                                "{\"elicitation\":{\"form\":{},\"url\":{}},\"roots\":{},\"sampling\":{\"context\":{},\"tools\":{}},"
                                        + "\"extensions\":{\"io.modelcontextprotocol/ui\":{\"mimeTypes\":[\"text/html;profile=mcp-app\"]}}}"));
    }

    @Test
    @DisplayName(
            "32. an answer that is missing is asked for again, one that nobody asked for is ignored [2026-07-28 | basic/patterns/mrtr]")
    void anAnswerThatIsMissingIsAskedForAgain() {
        asking();
        Json form = tool(Methods.ELICIT);

        Json first = upstream().call(able(ALL, form));
        Json again = upstream().call(able(ALL, retried(form, first, "odd", ACCEPTED)));
        Json params = retried(form, again, key(again), ACCEPTED);
        Json answers = params.get("inputResponses").orElseThrow().with("odd", Json.object());
        Json result = upstream().call(able(ALL, params.with("inputResponses", answers)));

        assertThat(again.get("inputRequests")).isEqualTo(first.get("inputRequests"));
        assertThat(again.get("requestState")).isNotEqualTo(first.get("requestState"));
        assertThat(result.get("structuredContent")).contains(ACCEPTED);
    }

    @Test
    void anAnswerThatComesTwiceCountsOnce() {
        ScriptedServer server = asking();
        Json form = tool(Methods.ELICIT);
        Json required = upstream().call(able(ALL, form));
        Json params = retried(form, required, key(required), ACCEPTED);
        Json result = upstream().call(able(ALL, params));
        Json other = Json.parse("{\"action\":\"decline\"}");

        assertThat(upstream().call(able(ALL, params))).isEqualTo(result);
        assertThatThrownBy(() ->
                        upstream().call(able(ALL, retried(form, required, key(required), other))))
                .isInstanceOf(McpException.class)
                .hasMessageContaining("start over");

        assertThat(server.received.stream().filter(Success.class::isInstance)).hasSize(1);
    }

    @Test
    @DisplayName("14. a client that lacks what is indispensable is told so [2026-07-28 | basic]")
    void aClientThatLacksACapabilityIsToldSo() {
        asking();

        assertThatThrownBy(() -> upstream().call(able("{\"roots\":{}}", tool(Methods.SAMPLE))))
                .isInstanceOfSatisfying(
                        McpException.class,
                        refused -> {
                            assertThat(refused.error().code())
                                    .isEqualTo(ErrorCodes.MISSING_CLIENT_CAPABILITY);
                            assertThat(refused.error().detail())
                                    .contains(
                                            Json.parse(
                                                    "{\"requiredCapabilities\":{\"sampling\":{}}}"));
                        });
    }

    @Test
    void aCallThatIsAskedAboutTwiceIsKnownAmongOthersThatWait() {
        asking();
        Json _ = upstream().call(able(ALL, tool(Methods.ROOTS_LIST)));
        Json twice = tool("twice");

        for (int i = 0; i < 20; i++) {
            Json first = upstream().call(able(ALL, twice));
            Json second = upstream().call(able(ALL, retried(twice, first, key(first), ACCEPTED)));
            Json result = upstream().call(able(ALL, retried(twice, second, key(second), ACCEPTED)));

            assertThat(result.get("structuredContent")).contains(ACCEPTED);
        }
    }

    private static Call ofAnother(Call call) {
        return call.withCaller(new Caller("another", "c", Revision.MODERN, false));
    }

    @Test
    @DisplayName("80. a question while calls of two are open is nobody's, and refused [SEP-2260]")
    void aQuestionWhileCallsOfTwoAreOpenIsNobodys() {
        asking();
        Json form = tool(Methods.ELICIT);
        Json parked = upstream().call(able(ALL, form));

        Json refused = upstream().call(ofAnother(able(ALL, tool(Methods.ROOTS_LIST))));
        Json first = upstream().call(able(ALL, retried(form, parked, key(parked), ACCEPTED)));

        assertThat(refused.get("isError")).contains(Json.of(true));
        assertThat(refused.toString()).contains("sessionMode: perUser");
        assertThat(first.get("structuredContent")).contains(ACCEPTED);
    }

    @Test
    void aCallThatWaitsForItsClientDoesNotStandInTheWayOfAnotherOfTheSame() {
        asking();
        Json form = tool(Methods.ELICIT);
        Json folders = tool(Methods.ROOTS_LIST);
        Json roots = Json.parse("{\"roots\":[]}");

        Json first = upstream().call(able(ALL, form));
        Json second = upstream().call(able(ALL, folders));
        Json secondEnds = upstream().call(able(ALL, retried(folders, second, key(second), roots)));
        Json firstEnds = upstream().call(able(ALL, retried(form, first, key(first), ACCEPTED)));

        assertThat(secondEnds.get("structuredContent")).contains(roots);
        assertThat(firstEnds.get("structuredContent")).contains(ACCEPTED);
    }

    @Test
    @DisplayName(
            "80. a question soon after another's call was given up may be about that one, and is refused [SEP-2260]")
    void aQuestionSoonAfterAnothersCallWasGivenUpIsNobodys() {
        ScriptedServer server = asking();
        Call hanging = ofAnother(able(ALL, tool("hang")));
        Future<Json> given = threads.submit(() -> upstream().call(hanging));
        await().until(() -> !server.requests(Methods.TOOLS_CALL).isEmpty());
        hanging.cancellation().cancel("enough");
        await().until(given::isDone);

        Json refused = upstream().call(able(ALL, tool(Methods.ELICIT)));
        Json asked = upstream().call(ofAnother(able(ALL, tool(Methods.ELICIT))));

        assertThat(refused.get("isError")).contains(Json.of(true));
        assertThat(asked.text("resultType")).contains("input_required");
    }

    @Test
    @DisplayName(
            "80. of one caller's calls each has its turn, so that a question is clear [SEP-2260]")
    void ofOneCallersCallsEachHasItsTurn() throws Exception {
        settings = settings.forOneCaller();
        ScriptedServer server = asking();
        Call first = able(ALL, tool("hang"));
        Future<Json> hanging = threads.submit(() -> upstream().call(first));
        await().until(() -> server.requests(Methods.TOOLS_CALL).size() == 1);
        Call second = able(ALL, tool("hang"));
        Future<Json> waiting = threads.submit(() -> upstream().call(second));

        second.cancellation().cancel("enough");
        waiting.cancel(true); // as a face does
        Future<Json> third = threads.submit(() -> upstream().call(able(ALL, tool(Methods.ELICIT))));
        first.cancellation().cancel("enough");

        assertThat(third.get().text("resultType")).contains("input_required");
        assertThat(server.requests(Methods.TOOLS_CALL))
                .extracting(call -> call.params().text("name").orElse(""))
                .containsExactly("hang", Methods.ELICIT);
        assertThat(hanging.isDone()).isTrue();
    }

    @Test
    void aCallThatWaitsForItsClientGivesItsTurnAway() {
        settings = settings.forOneCaller();
        asking();
        Json form = tool(Methods.ELICIT);

        Json first = upstream().call(able(ALL, form));
        Json second = upstream().call(able(ALL, form));
        Json secondEnds = upstream().call(able(ALL, retried(form, second, key(second), ACCEPTED)));
        Json firstEnds = upstream().call(able(ALL, retried(form, first, key(first), ACCEPTED)));

        assertThat(secondEnds.get("structuredContent")).contains(ACCEPTED);
        assertThat(firstEnds.get("structuredContent")).contains(ACCEPTED);
    }

    /** Asks for the roots as soon as it has begun, and tells what a call says to it. */
    private ScriptedServer curious() {
        var rest = ScriptedServer.legacy("2025-11-25", -32601, answering("{\"content\":[]}"));
        return serve((server, message) -> {
            if (message instanceof Notification(String method, Json _)
                    && method.equals(Methods.INITIALIZED)) {
                server.send(new Request(RequestId.of("early"), Methods.ROOTS_LIST, Json.object()));
            }
            rest.accept(server, message);
        });
    }

    @Test
    @DisplayName("80. what is asked while no call is open is nobody's, and refused [SEP-2260]")
    void whatIsAskedWhileNoCallIsOpenIsRefused() {
        ScriptedServer server = curious();
        Discovery _ = upstream().discover(Deadline.after(Duration.ofSeconds(10)));

        await().untilAsserted(() ->
                assertThat(server.received)
                        .anySatisfy(message ->
                                assertThat(message)
                                        .isInstanceOfSatisfying(
                                                Failure.class,
                                                refused ->
                                                        assertThat(refused.error().message())
                                                                .contains("no call is open"))));
        assertThat(upstream().call(able(ALL, tool("plain"))).has("content")).isTrue();
    }

    @Test
    void theOneCallerOfAServerBringsTheRootsThatItAskedForBefore() {
        settings = settings.forOneCaller();
        ScriptedServer server = curious();
        Json plain = tool("plain");
        Json roots = Json.parse("{\"roots\":[{\"uri\":\"file:///a\"}]}");
        Discovery _ = upstream().discover(Deadline.after(Duration.ofSeconds(10)));
        // What it asked has arrived when what it answers later has.
        Json _ = upstream().call(call(Methods.TOOLS_LIST, "{}"));

        Json required = upstream().call(able(ALL, plain));
        assertThat(server.requests(Methods.TOOLS_CALL)).isEmpty();
        Json result = upstream().call(able(ALL, retried(plain, required, key(required), roots)));

        assertThat(result.has("content")).isTrue();
        assertThat(server.received.stream().filter(Success.class::isInstance))
                .containsExactly(new Success(RequestId.of("early"), roots));
        assertThat(upstream().call(able(ALL, plain)).has("content")).isTrue();
    }

    @Test
    void whoHasNoRootsIsNotAskedForThem() {
        settings = settings.forOneCaller();
        ScriptedServer server = curious();
        Json _ = upstream().call(call(Methods.TOOLS_LIST, "{}"));

        assertThat(upstream().call(able("{}", tool("plain"))).has("content")).isTrue();

        await().until(() -> server.received.stream().anyMatch(Failure.class::isInstance));
    }

    @Test
    @DisplayName(
            "32. what is asked together goes to the client together [2026-07-28 | basic/patterns/mrtr]")
    void whatIsAskedTogetherGoesToTheClientTogether() {
        Map<RequestId, Json> heard = new ConcurrentHashMap<>();
        var rest =
                ScriptedServer.legacy(
                        "2025-11-25",
                        -32601,
                        (server, request) -> {
                            server.send(
                                    new Request(
                                            RequestId.of("a"),
                                            Methods.ELICIT,
                                            Json.parse("{\"message\":\"?\"}")));
                            server.send(
                                    new Request(
                                            RequestId.of("b"), Methods.ROOTS_LIST, Json.object()));
                        });
        ScriptedServer server =
                serve((one, message) -> {
                    if (message instanceof Success(RequestId id, Json result)) {
                        heard.put(id, result);
                        if (heard.size() == 2) {
                            RequestId call = one.requests(Methods.TOOLS_CALL).getLast().id();
                            one.send(new Success(call, Json.parse("{\"content\":[]}")));
                        }
                    }
                    rest.accept(one, message);
                });
        Json both = tool("both");
        Json roots = Json.parse("{\"roots\":[]}");
        for (int i = 0; i < 3; i++) {
            Json _ = upstream().call(able(ALL, both)); // whose clients never come back
        }

        Json required = upstream().call(able(ALL, both));
        Json missing = upstream().call(able(ALL, retried(both, required, "q1", ACCEPTED)));
        Json result = upstream().call(able(ALL, retried(both, missing, "q2", roots)));

        assertThat(required.get("inputRequests").orElseThrow().members())
                .containsOnlyKeys("q1", "q2");
        assertThat(missing.get("inputRequests").orElseThrow().members()).containsOnlyKeys("q2");
        assertThat(result.has("content")).isTrue();
        assertThat(heard)
                .containsEntry(RequestId.of("a"), ACCEPTED)
                .containsEntry(RequestId.of("b"), roots);
        assertThat(server.requests(Methods.TOOLS_CALL)).hasSize(4);
    }

    @Test
    void aServerThatEndsLeavesNobodyWaiting() {
        ScriptedServer server = asking();
        Json form = tool(Methods.ELICIT);
        Json required = upstream().call(able(ALL, form));

        server.die();

        assertThatThrownBy(() ->
                        upstream()
                                .call(able(ALL, retried(form, required, key(required), ACCEPTED))))
                .isInstanceOf(McpException.class);
    }
}
