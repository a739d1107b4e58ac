package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;

/** A server of the handshake era over HTTP that asks on the stream of a call. */
class HttpLegacyQuestionsIT extends HttpUpstreamLab {
    private static final String ALL = "{\"elicitation\":{\"url\":{}},\"sampling\":{},\"roots\":{}}";
    private final Map<String, Reply> open = new ConcurrentHashMap<>(); // calls by the question
    private final CompletableFuture<Reply> session = new CompletableFuture<>(); // its stream

    private static Call able(String capabilities, Json params) {
        return call(Methods.TOOLS_CALL, "{}")
                .withParams(params)
                .withMeta(new RequestMeta(null, Json.parse(capabilities), null, false, Map.of()));
    }

    private static Json answered(Json params, Json required, String answer) {
        Json answers =
                Json.object(
                        required.get("inputRequests")
                                .orElseThrow()
                                .members()
                                .keySet()
                                .iterator()
                                .next(),
                        Json.parse(answer));
        Json retried = params.with("inputResponses", answers);
        return required.get("requestState")
                .map(state -> retried.with("requestState", state))
                .orElse(retried);
    }

    /** Each call asks for the roots of its client, and tells them. */
    private void askingForRoots() {
        script =
                legacy(
                        "2025-06-18",
                        (request, reply) -> {
                            if (request.message().has("result")) {
                                Reply call =
                                        Objects.requireNonNull(
                                                open.remove(
                                                        request.message()
                                                                .text("id")
                                                                .orElseThrow()));
                                call.event(
                                        call.envelope(
                                                "\"result\":{\"content\":[],\"structuredContent\":"
                                                        + request.message()
                                                                .get("result")
                                                                .orElseThrow()
                                                        + "}"));
                                call.response().end();
                                reply.status(202, "");
                            } else if (request.message().has("error")) {
                                reply.status(202, "");
                            } else {
                                String id = "ask" + request.message().get("id").orElseThrow();
                                open.put(id, reply);
                                reply.event(
                                        "{\"jsonrpc\":\"2.0\",\"id\":\""
                                                + id
                                                + "\",\"method\":\"roots/list\"}");
                            }
                        });
    }

    @Test
    void callsSideBySideAreAskedAboutEachOnItsOwnStream() {
        askingForRoots();
        Json one = Json.parse("{\"name\":\"one\"}");
        Json other = Json.parse("{\"name\":\"other\"}");

        Json oneAsks = upstream().call(able(ALL, one));
        Json otherAsks = upstream().call(able(ALL, other));
        Json otherEnds =
                upstream()
                        .call(
                                able(
                                        ALL,
                                        answered(
                                                other,
                                                otherAsks,
                                                "{\"roots\":[{\"uri\":\"file:///b\"}]}")));
        Json oneEnds = upstream().call(able(ALL, answered(one, oneAsks, "{\"roots\":[]}")));

        assertThat(oneAsks.text("resultType")).contains("input_required");
        assertThat(otherEnds.get("structuredContent").orElseThrow().toString())
                .contains("file:///b");
        assertThat(oneEnds.get("structuredContent"))
                .contains(Json.object("roots", Json.array(List.of())));
        assertThat(count(Methods.TOOLS_CALL)).isEqualTo(2);
    }

    @Test
    void aStreamThatBreaksWhileItsCallIsParkedFailsTheCall() {
        askingForRoots();
        Json params = Json.parse("{\"name\":\"one\"}");
        Json required = upstream().call(able(ALL, params));
        Call retry = able(ALL, answered(params, required, "{\"roots\":[]}"));

        open.values().forEach(call -> call.response().reset());

        assertThatThrownBy(() -> upstream().call(retry)).isInstanceOf(McpException.class);
    }

    @Test
    void whatThereIsNoRoomForIsTakenBackAtTheServer() {
        askingForRoots();
        Call call = able(ALL, Json.parse("{\"name\":\"one\"}"));
        for (int i = 0; i < LegacyRounds.MAX_PARKED_OF_ONE; i++) {
            Json _ = upstream().call(call);
        }

        assertThatThrownBy(() -> upstream().call(call))
                .isInstanceOf(McpException.class)
                .hasMessageContaining("wait for the answers of their clients");

        await().until(() -> count(Methods.CANCELLED) == 1);
        await().until(() -> seen.stream().anyMatch(request -> request.message().has("error")));
        assertThat(last(Methods.CANCELLED).params().get("requestId"))
                .isEqualTo(last(Methods.TOOLS_CALL).message().get("id"));
    }

    /**
     * A server that asks beside its calls, on the stream of the session: for the roots of whom a
     * tool is called by.
     *
     * @param streamed whether a call is answered by a stream, or by one message
     */
    private void askingOnTheSessionsStream(boolean streamed) {
        Script rest =
                legacy(
                        "2025-06-18",
                        (request, reply) -> {
                            if (request.method().equals(Methods.TOOLS_CALL)) {
                                open.put("ask", reply);
                                if (streamed) {
                                    reply.raw(": begun\n\n");
                                }
                                session.join()
                                        .event(
                                                "{\"jsonrpc\":\"2.0\",\"id\":\"ask\",\"method\":\"roots/list\"}");
                                return;
                            }
                            reply.status(202, "");
                            Reply call = open.remove(request.message().text("id").orElse(""));
                            if (call == null) {
                                return;
                            }
                            String told =
                                    call.envelope(
                                            "\"result\":{\"content\":[],\"structuredContent\":"
                                                    + request.message()
                                                            .get("result")
                                                            .or(() ->
                                                                    request.message().get("error"))
                                                            .orElseThrow()
                                                    + "}");
                            if (streamed) {
                                call.event(told);
                                call.response().end();
                            } else {
                                call.status(200, told);
                            }
                        });
        script =
                (request, reply) -> {
                    if (request.method().equals("GET")) {
                        reply.raw(": open\n\n");
                        session.complete(reply);
                    } else {
                        rest.handle(request, reply);
                    }
                };
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aQuestionOnTheSessionsStreamIsAboutTheOnlyOpenCall(boolean streamed) {
        askingOnTheSessionsStream(streamed);
        Json one = Json.parse("{\"name\":\"one\"}");

        Json required = upstream().call(able(ALL, one));
        Json result =
                upstream()
                        .call(
                                able(
                                        ALL,
                                        answered(
                                                one,
                                                required,
                                                "{\"roots\":[{\"uri\":\"file:///b\"}]}")));

        assertThat(required.text("resultType")).contains("input_required");
        assertThat(result.get("structuredContent").orElseThrow().toString()).contains("file:///b");
        assertThat(count(Methods.TOOLS_CALL)).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "80. a question on the session's stream while calls of two are open is nobody's, and refused [SEP-2260]")
    void aQuestionOnTheSessionsStreamWhileCallsOfTwoAreOpenIsNobodys() {
        askingOnTheSessionsStream(true);
        Json one = Json.parse("{\"name\":\"one\"}");
        Json parked = upstream().call(able(ALL, one));
        Reply first = Objects.requireNonNull(open.remove("ask"));

        Json refused =
                upstream()
                        .call(
                                able(ALL, Json.parse("{\"name\":\"other\"}"))
                                        .withCaller(
                                                new Caller("another", "", Revision.MODERN, false)));
        open.put("ask", first);
        Json result = upstream().call(able(ALL, answered(one, parked, "{\"roots\":[]}")));

        assertThat(refused.toString()).contains("sessionMode: perUser");
        assertThat(result.get("structuredContent"))
                .contains(Json.object("roots", Json.array(List.of())));
    }

    @Test
    void whatIsAskedOnTheSessionsStreamWithoutACallIsRefused() {
        askingOnTheSessionsStream(true);
        Discovery _ = discover();

        session.join().event("{\"jsonrpc\":\"2.0\",\"id\":\"early\",\"method\":\"roots/list\"}");

        await().until(() ->
                seen.stream()
                        .anyMatch(request ->
                                request.message().toString().contains("no call is open")));
    }

    private boolean hasAnswered(String id) {
        return seen.stream()
                .anyMatch(request -> request.message().text("id").equals(Optional.of(id)));
    }

    /** A call with the tool "one" asks beside its stream, another hangs. */
    private void askingAboutOne() {
        Script rest =
                legacy(
                        "2025-06-18",
                        (request, reply) -> {
                            if (!request.method().equals(Methods.TOOLS_CALL)) {
                                reply.status(202, "");
                                return;
                            }
                            reply.raw(": begun\n\n");
                            if (request.params().text("name").equals(Optional.of("one"))) {
                                open.put("one", reply);
                                session.join().event(rootsWanted("first"));
                            }
                        });
        script =
                (request, reply) -> {
                    if (request.method().equals("GET")) {
                        reply.raw(": open\n\n");
                        session.complete(reply);
                    } else {
                        rest.handle(request, reply);
                    }
                };
    }

    private static String rootsWanted(String id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"roots/list\"}";
    }

    /** What came before on the stream of the session, and on others, has been taken then. */
    private void hearAll(String id) {
        session.join().event("{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"ping\"}");
        await().until(() -> hasAnswered(id));
    }

    @Test
    @DisplayName(
            "80. a question that nobody heard before its call ended is not put to another's [SEP-2260]")
    void aQuestionThatNobodyHeardBeforeItsCallEndedIsNotPutToAnothers() {
        askingAboutOne();
        Json one = Json.parse("{\"name\":\"one\"}");
        Json required = upstream().call(able(ALL, one));
        session.join().event(rootsWanted("second"));
        hearAll("behind the second");
        Call others =
                able(ALL, Json.parse("{\"name\":\"other\"}"))
                        .withCaller(new Caller("another", "", Revision.MODERN, false));
        Future<Json> hanging = threads.submit(() -> upstream().call(others));
        await().until(() -> count(Methods.TOOLS_CALL) == 2);
        Reply call = Objects.requireNonNull(open.get("one"));
        call.event(call.envelope("\"result\":{\"content\":[]}"));
        hearAll("behind the answer");

        Json result = upstream().call(able(ALL, answered(one, required, "{\"roots\":[]}")));

        assertThat(result.has("content")).isTrue();
        await().until(() -> hasAnswered("second"));
        assertThat(hanging.isDone()).isFalse();
        others.cancellation().cancel("enough");
        await().until(hanging::isDone);
    }

    @Test
    void aServerThatKnowsNoStreamOfASessionKeepsTheSession() {
        script = legacy("2025-06-18", (request, reply) -> reply.result("{\"content\":[]}"));
        Script rest = script;
        script =
                (request, reply) -> {
                    if (request.method().equals("GET")) {
                        reply.status(404, "");
                    } else {
                        rest.handle(request, reply);
                    }
                };
        Call call = able(ALL, Json.parse("{\"name\":\"one\"}"));

        for (int i = 0; i < 3; i++) {
            assertThat(upstream().call(call).has("content")).isTrue();
        }

        assertThat(count("GET")).isEqualTo(1);
        assertThat(count(Methods.INITIALIZE)).isEqualTo(1);
    }

    @Test
    void theOneCallerOfAServerBringsTheRootsThatItAskedForBefore() {
        settings = settings.forOneCaller();
        askingOnTheSessionsStream(true);
        Discovery _ = discover();
        session.join().event("{\"jsonrpc\":\"2.0\",\"id\":\"early\",\"method\":\"roots/list\"}");
        session.join().event("{\"jsonrpc\":\"2.0\",\"id\":\"behind\",\"method\":\"ping\"}");
        await().until(() -> hasAnswered("behind"));
        Json one = Json.parse("{\"name\":\"one\"}");

        Json early = upstream().call(able(ALL, one));
        Json required = upstream().call(able(ALL, answered(one, early, "{\"roots\":[]}")));
        Json result = upstream().call(able(ALL, answered(one, required, "{\"roots\":[]}")));

        await().until(() -> hasAnswered("early"));
        assertThat(result.has("structuredContent")).isTrue();
    }

    @Test
    @DisplayName(
            "32. what is asked together goes to the client together [2026-07-28 | basic/patterns/mrtr]")
    void whatIsAskedTogetherGoesToTheClientTogether() {
        List<String> heard = new CopyOnWriteArrayList<>();
        script =
                legacy(
                        "2025-11-25",
                        (request, reply) -> {
                            if (request.method().equals(Methods.TOOLS_CALL)) {
                                open.put("call", reply);
                                reply.event(
                                        "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"elicitation/create\",\"params\":{\"message\":\"?\"}}");
                                reply.event(
                                        "{\"jsonrpc\":\"2.0\",\"id\":\"b\",\"method\":\"roots/list\"}");
                                return;
                            }
                            reply.status(202, "");
                            heard.add(request.message().text("id").orElseThrow());
                            if (heard.size() == 2) {
                                Reply call = Objects.requireNonNull(open.remove("call"));
                                call.event(call.envelope("\"result\":{\"content\":[]}"));
                                call.response().end();
                            }
                        });
        Json both = Json.parse("{\"name\":\"both\"}");
        String all = "{\"elicitation\":{},\"roots\":{}}";

        Json required = upstream().call(able(all, both));
        Json answers =
                Json.parse("{\"q1\":{\"action\":\"accept\",\"content\":{}},\"q2\":{\"roots\":[]}}");
        Json result =
                upstream()
                        .call(
                                able(
                                        all,
                                        both.with("inputResponses", answers)
                                                .with(
                                                        "requestState",
                                                        required.get("requestState")
                                                                .orElseThrow())));

        assertThat(required.get("inputRequests").orElseThrow().members())
                .containsOnlyKeys("q1", "q2");
        assertThat(result.has("content")).isTrue();
        assertThat(heard).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void addressesToOpenFirstAreAskedForAndTheCallMadeAnew() {
        script =
                legacy(
                        "2025-11-25",
                        (request, reply) -> {
                            if (count(Methods.TOOLS_CALL) == 1) {
                                reply.error(
                                        200,
                                        -32042,
                                        "{\"elicitations\":[{\"mode\":\"url\",\"message\":\"sign in\",\"url\":\"https://a/\",\"elicitationId\":\"e\"}]}");
                            } else {
                                reply.result("{\"content\":[]}");
                            }
                        });
        Json params = Json.parse("{\"name\":\"t\"}");

        Json required = upstream().call(able(ALL, params));
        Json result =
                upstream().call(able(ALL, answered(params, required, "{\"action\":\"accept\"}")));

        assertThat(required)
                .isEqualTo(
                        Json.parse(
                                "{\"resultType\":\"input_required\",\"inputRequests\":{\"url1\":{\"method\":\"elicitation/create\","
                                        + "\"params\":{\"mode\":\"url\",\"message\":\"sign in\",\"url\":\"https://a/\"}}}}"));
        assertThat(result.text("resultType")).contains("complete");
        assertThat(last(Methods.TOOLS_CALL).params()).isEqualTo(params);
    }

    @Test
    void whoCannotBeAskedToOpenAnAddressIsToldIt() {
        script =
                legacy(
                        "2025-11-25",
                        (_, reply) ->
                                reply.error(
                                        200,
                                        -32042,
                                        "{\"elicitations\":[{\"mode\":\"url\",\"url\":\"https://a/\"}]}"));

        assertThatThrownBy(() ->
                        upstream()
                                .call(able("{\"elicitation\":{}}", Json.parse("{\"name\":\"t\"}"))))
                .isInstanceOfSatisfying(
                        McpException.class,
                        refused -> {
                            assertThat(refused.error().code())
                                    .isEqualTo(ErrorCodes.MISSING_CLIENT_CAPABILITY);
                            assertThat(refused.getMessage()).contains("https://a/");
                        });
    }
}
