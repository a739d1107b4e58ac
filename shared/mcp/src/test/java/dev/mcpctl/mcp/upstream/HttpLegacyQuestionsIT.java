package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** A server of the handshake era over HTTP that asks on the stream of a call. */
class HttpLegacyQuestionsIT extends HttpUpstreamLab {
    private static final String ALL = "{\"elicitation\":{\"url\":{}},\"sampling\":{},\"roots\":{}}";
    private final Map<String, Reply> open = new ConcurrentHashMap<>(); // calls by the question

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
        for (int i = 0; i < LegacyRounds.MAX_PARKED; i++) {
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
