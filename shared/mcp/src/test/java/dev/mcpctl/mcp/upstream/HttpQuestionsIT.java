package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.Map;

/** A server of 2026-07-28 that wants to know something before it answers. */
class HttpQuestionsIT extends HttpUpstreamLab {
    private static final String FORM =
            "{\"method\":\"elicitation/create\",\"params\":{\"message\":\"?\",\"requestedSchema\":{}}}";
    private static final String URL =
            "{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\",\"message\":\"?\",\"url\":\"https://a\"}}";

    private static Call able(String capabilities, Call call) {
        return call.withMeta(
                new RequestMeta(null, Json.parse(capabilities), null, false, Map.of()));
    }

    private static Call tool(String capabilities) {
        return able(capabilities, call(Methods.TOOLS_CALL, "{\"name\":\"t\"}"));
    }

    private static String asking(String requests) {
        return "{\"resultType\":\"input_required\",\"inputRequests\":" + requests + "}";
    }

    private static void assertLacking(ThrowingCallable asked, String required) {
        assertThatThrownBy(asked)
                .isInstanceOfSatisfying(
                        McpException.class,
                        refused -> {
                            assertThat(refused.error().code())
                                    .isEqualTo(ErrorCodes.MISSING_CLIENT_CAPABILITY);
                            assertThat(refused.error().detail())
                                    .contains(
                                            Json.object(
                                                    "requiredCapabilities", Json.parse(required)));
                        });
    }

    @Test
    void aServerIsToldWhatItsClientCanBeAskedAndNoMore() {
        script = modern((_, reply) -> reply.result("{\"resultType\":\"complete\"}"));

        Json _ =
                upstream()
                        .call(
                                tool(
                                        """
                                        {"elicitation":{"form":{},"url":{},"odd":{}},"sampling":{"tools":{}},
                                         "roots":{"listChanged":true},"tasks":{},"extensions":{"a/b":{}},"experimental":{}}\
                                        """));

        assertThat(
                        last(Methods.TOOLS_CALL)
                                .params()
                                .get("_meta")
                                .flatMap(meta ->
                                        meta.get("io.modelcontextprotocol/clientCapabilities")))
                .contains(
                        Json.parse(
                                "{\"elicitation\":{\"form\":{},\"url\":{}},\"sampling\":{\"tools\":{}},\"roots\":{}}"));
    }

    @Test
    @DisplayName(
            "28. what is asked goes on without hints for caches [2026-07-28 | basic/patterns/mrtr, caching]")
    void whatIsAskedGoesOnWithoutHintsForCaches() {
        script =
                modern((_, reply) ->
                        reply.result(
                                "{\"resultType\":\"input_required\",\"requestState\":\"s\",\"ttlMs\":9,"
                                        + "\"cacheScope\":\"public\",\"content\":[],\"inputRequests\":{\"k\":"
                                        + FORM
                                        + "}}"));

        Json result = upstream().call(tool("{\"elicitation\":{}}"));

        assertThat(result)
                .isEqualTo(
                        Json.parse(
                                "{\"resultType\":\"input_required\",\"requestState\":\"s\",\"inputRequests\":{\"k\":"
                                        + FORM
                                        + "}}"));
    }

    @Test
    @DisplayName(
            "28. a server that requires input and asks for nothing has failed [2026-07-28 | basic/patterns/mrtr]")
    void aServerThatAsksForNothingHasFailed() {
        script = modern((_, reply) -> reply.result(asking("{}")));

        assertThatThrownBy(() -> upstream().call(tool("{}")))
                .isInstanceOf(McpException.class)
                .hasMessageContaining("remote: more input is required, and nothing is asked for");
    }

    @Test
    @DisplayName(
            "29. nothing but a call, a prompt or a read ends in a question [2026-07-28 | basic/patterns/mrtr]")
    void noListEndsInAQuestion() {
        script = modern((_, reply) -> reply.result(asking("{\"k\":" + FORM + "}")));

        assertThatThrownBy(() ->
                        upstream()
                                .call(
                                        able(
                                                "{\"elicitation\":{}}",
                                                call(Methods.PROMPTS_LIST, "{}"))))
                .isInstanceOf(McpException.class)
                .hasMessageContaining("unknown type of result");
    }

    @Test
    @DisplayName(
            "30. a client is not asked for what it does not declare, nor in another way [2026-07-28 | basic/patterns/mrtr]")
    void aClientIsNotAskedForWhatItDoesNotDeclare() {
        script = modern((_, reply) -> reply.result(asking("{\"k\":" + URL + "}")));
        assertLacking(
                () -> upstream().call(tool("{\"elicitation\":{},\"sampling\":{}}")),
                "{\"elicitation\":{\"url\":{}}}");

        script = modern((_, reply) -> reply.result(asking("{\"k\":" + FORM + "}")));
        assertLacking(
                () -> upstream().call(tool("{\"sampling\":{}}")),
                "{\"elicitation\":{\"form\":{}}}");
        assertLacking(
                () -> upstream().call(tool("{\"elicitation\":{\"url\":{}}}")),
                "{\"elicitation\":{\"form\":{}}}");

        script =
                modern((_, reply) ->
                        reply.result(
                                asking(
                                        "{\"k\":{\"method\":\"sampling/createMessage\",\"params\":{\"tools\":[{}]}}}")));
        assertLacking(
                () -> upstream().call(tool("{\"sampling\":{}}")), "{\"sampling\":{\"tools\":{}}}");
    }

    @Test
    void whatNoClientCanBeAskedForIsTheServersFault() {
        script = modern((_, reply) -> reply.result(asking("{\"k\":{\"method\":\"ping\"}}")));

        assertThatThrownBy(() -> upstream().call(tool("{}")))
                .isInstanceOf(McpException.class)
                .hasMessageContaining("remote: a client cannot be asked for \"ping\"");
    }

    @Test
    @DisplayName(
            "41. 42. a retry has a new id and the state as it was given [2026-07-28 | basic/patterns/mrtr]")
    void aRetryHasANewIdAndTheStateAsItWasGiven() {
        script = modern((_, reply) -> reply.result("{\"resultType\":\"complete\"}"));
        String params = "{\"name\":\"t\",\"inputResponses\":{\"k\":{\"action\":\"accept\"}}";

        Json _ = upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"t\"}"));
        Json first = last(Methods.TOOLS_CALL).message();
        Json _ = upstream().call(call(Methods.TOOLS_CALL, params + "}"));
        Json without = last(Methods.TOOLS_CALL).message();
        String odd = "\"{\\\"no\\u0000json\"";
        Json _ =
                upstream()
                        .call(call(Methods.TOOLS_CALL, params + ",\"requestState\":" + odd + "}"));
        Json with = last(Methods.TOOLS_CALL).message();

        assertThat(without.get("id")).isNotEqualTo(first.get("id"));
        assertThat(without.get("params").flatMap(p -> p.get("requestState"))).isEmpty();
        assertThat(without.get("params").flatMap(p -> p.get("inputResponses")))
                .contains(Json.parse("{\"k\":{\"action\":\"accept\"}}"));
        assertThat(with.get("id")).isNotEqualTo(without.get("id"));
        assertThat(with.get("params").flatMap(p -> p.get("requestState")).map(Json::toString))
                .contains(odd);
    }

    @Test
    @DisplayName(
            "32. answers that are missing or nobody asked for are the server's to judge [2026-07-28 | basic/patterns/mrtr]")
    void answersAreTheServersToJudge() {
        script =
                modern((request, reply) -> {
                    boolean isAnswered =
                            request.params()
                                    .get("inputResponses")
                                    .filter(answers -> answers.has("k"))
                                    .isPresent();
                    reply.result(
                            isAnswered
                                    ? "{\"resultType\":\"complete\",\"content\":[]}"
                                    : asking("{\"k\":" + FORM + "}"));
                });
        String params = "{\"name\":\"t\",\"inputResponses\":{\"odd\":{}%s}}";
        String capabilities = "{\"elicitation\":{}}";

        Json missing =
                upstream().call(able(capabilities, call(Methods.TOOLS_CALL, params.formatted(""))));
        Json extra =
                upstream()
                        .call(
                                able(
                                        capabilities,
                                        call(
                                                Methods.TOOLS_CALL,
                                                params.formatted(
                                                        ",\"k\":{\"action\":\"cancel\"}"))));

        assertThat(missing.text("resultType")).contains("input_required");
        assertThat(extra.text("resultType")).contains("complete");
    }

    @Test
    @DisplayName(
            "48. what answers brought about is never answered from memory [2026-07-28 | server/utilities/caching]")
    void whatAnswersBroughtAboutIsNotKept() {
        script =
                modern((_, reply) ->
                        reply.result(
                                "{\"resultType\":\"complete\",\"contents\":[],\"ttlMs\":60000,\"cacheScope\":\"public\"}"));
        Call retry =
                call(Methods.RESOURCES_READ, "{\"uri\":\"a:b\",\"inputResponses\":{\"k\":{}}}");

        Json _ = upstream().call(retry);
        Json _ = upstream().call(retry);

        assertThat(count(Methods.RESOURCES_READ)).isEqualTo(2);
    }

    @Test
    void aServerThatLacksACapabilityOfTheClientSaysSoToTheClient() {
        script =
                modern((_, reply) ->
                        reply.error(400, -32021, "{\"requiredCapabilities\":{\"sampling\":{}}}"));

        assertLacking(() -> upstream().call(tool("{}")), "{\"sampling\":{}}");
        assertThatThrownBy(() -> upstream().call(tool("{\"sampling\":{}}")))
                .isInstanceOfSatisfying(
                        McpException.class,
                        ours ->
                                assertThat(ours.error().code())
                                        .isEqualTo(ErrorCodes.INTERNAL_ERROR));
    }
}
