package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import io.vertx.core.MultiMap;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One server over real HTTP: its era, and calls of a modern one. Numbers are those of the checklist
 * in the protocol brief.
 */
class HttpUpstreamIT extends HttpUpstreamLab {
    @Test
    @DisplayName(
            "37. every POST has its headers, recomputed, whatever a user configured [2026-07-28 | streamable-http]")
    void headersOfAModernRequest() {
        script =
                modern((_, reply) -> reply.result("{\"resultType\":\"complete\",\"contents\":[]}"));

        upstream().call(call(Methods.RESOURCES_READ, "{\"uri\":\"file:///Lübeck\"}"));

        MultiMap headers = last(Methods.RESOURCES_READ).headers();
        assertThat(headers.get("Accept")).isEqualTo("application/json, text/event-stream");
        assertThat(headers.get("Content-Type")).isEqualTo("application/json");
        assertThat(headers.get("MCP-Protocol-Version")).isEqualTo("2026-07-28");
        assertThat(headers.getAll("Mcp-Method")).containsExactly("resources/read");
        assertThat(headers.get("Mcp-Name")).isEqualTo("=?base64?ZmlsZTovLy9Mw7xiZWNr?=");
        assertThat(headers.get("X-Org")).isEqualTo("1");
        assertThat(headers.contains("Mcp-Session-Id")).isFalse();
        assertThat(last(Methods.DISCOVER).headers().get("Mcp-Method")).isEqualTo("server/discover");
    }

    @ParameterizedTest
    @DisplayName(
            "54. what is no modern server's answer means initialize [2026-07-28 | streamable-http]")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    400 | {"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"Bad Request: Server not initialized"}}
                    400 | ``
                    400 | no
                    404 | {"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}
                    406 | ``
                    200 | {"jsonrpc":"2.0","id":1,"result":{}}
                    200 | {"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"m"}}
                    400 | {"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"m","data":{"supported":["2025-06-18"]}}}
                    """)
    void meansLegacy(int status, String body) {
        Script rest = legacy("2025-06-18", (_, reply) -> reply.status(500, ""));
        script =
                (request, reply) -> {
                    if (request.method().equals(Methods.DISCOVER)) {
                        reply.status(status, body);
                    } else {
                        rest.handle(request, reply);
                    }
                };

        assertThat(discover().revision()).isEqualTo(Revision.V2025_06_18);
        assertThat(last(Methods.INITIALIZE).params().get("capabilities").orElseThrow().members())
                .containsOnlyKeys("elicitation", "roots", "sampling", "extensions");
        assertThat(last(Methods.INITIALIZED).headers().get("Mcp-Session-Id")).isEqualTo("s1");
        assertThat(last(Methods.INITIALIZED).headers().get("MCP-Protocol-Version"))
                .isEqualTo("2025-06-18");
    }

    @Test
    @DisplayName(
            "53. 54. a modern server of other versions is not initialized [2026-07-28 | basic/versioning]")
    void otherModernVersions() {
        script =
                (_, reply) ->
                        reply.error(
                                400,
                                -32022,
                                "{\"supported\":[\"2031-01-01\"],\"requested\":\"2026-07-28\"}");

        assertThatThrownBy(this::discover).hasMessageContaining("speaks only 2031-01-01");
        assertThat(count(Methods.INITIALIZE)).isZero();
    }

    @ParameterizedTest
    @DisplayName("55. 56. 401, 403 and 5xx decide nothing, and the next use asks again [REC]")
    @ValueSource(ints = {401, 403, 500, 503})
    void noEvidence(int status) {
        script = (_, reply) -> reply.status(status, "");

        assertThatThrownBy(this::discover)
                .isInstanceOfSatisfying(
                        McpException.class,
                        e ->
                                assertThat(e.error().data())
                                        .isEqualTo(Json.parse("{\"server\":\"remote\"}")))
                .hasMessageContaining(Integer.toString(status));
        assertThat(count(Methods.INITIALIZE)).isZero();
        script = modern((_, _) -> {});
        await().ignoreExceptions().until(() -> discover().revision() == Revision.MODERN);
    }

    @Test
    @DisplayName(
            "54. what is not Streamable HTTP either is listened to: HTTP+SSE [2026-07-28 | streamable-http]")
    void meansHttpAndSse() {
        var stream = new CompletableFuture<Reply>();
        script =
                (request, reply) -> {
                    Reply open = stream.getNow(null);
                    if (request.method().equals("GET")) {
                        reply.raw("event: endpoint\ndata: /messages\n\n");
                        stream.complete(reply);
                    } else if (open == null) {
                        reply.status(request.method().equals(Methods.DISCOVER) ? 404 : 405, "");
                    } else {
                        reply.status(202, "");
                        if (request.method().equals(Methods.INITIALIZE)) {
                            open.raw(
                                    "data: "
                                            + reply.envelope(
                                                    "\"result\":{\"protocolVersion\":\"2024-11-05\",\"capabilities\":{},\"serverInfo\":{}}")
                                            + "\n\n");
                        }
                    }
                };

        assertThat(discover().revision()).isEqualTo(Revision.V2024_11_05);
    }

    @ParameterizedTest
    @DisplayName("54. what is neither is said to be no Streamable HTTP")
    @ValueSource(ints = {400, 404, 405})
    void meansNothing(int status) {
        script = (_, reply) -> reply.status(status, "");

        assertThatThrownBy(this::discover)
                .hasMessage(
                        "server \"remote\" does not speak Streamable HTTP at this address (HTTP "
                                + status
                                + ")");
        assertThat(count("GET")).isEqualTo(1);
    }

    @Test
    void aServerOutOfReachIsNamed() {
        server.close().await();

        assertThatThrownBy(this::discover)
                .hasMessageStartingWith("server \"remote\" cannot be reached: ");
    }

    @Test
    @DisplayName(
            "56. a server that answers like the other era is asked again which it is [2026-07-28 | basic/versioning]")
    void aVerdictThatFailsIsGivenUp() {
        script = modern((_, reply) -> reply.result("{\"resultType\":\"complete\",\"tools\":[]}"));
        upstream().call(call(Methods.TOOLS_LIST, "{}"));

        script =
                legacy(
                        "2025-11-25",
                        (request, reply) -> {
                            if (request.headers().contains("Mcp-Session-Id")) {
                                reply.result("{\"tools\":[]}");
                            } else {
                                reply.status(400, "");
                            }
                        });

        assertThatThrownBy(() -> upstream().call(call(Methods.TOOLS_LIST, "{}")))
                .hasMessageContaining("HTTP 400");
        assertThat(upstream().call(call(Methods.TOOLS_LIST, "{}")).has("tools")).isTrue();
        assertThat(discover().revision()).isEqualTo(Revision.V2025_11_25);
    }

    @Test
    @DisplayName(
            "38. 39. x-mcp-header: arguments are mirrored, tools with a bad annotation dropped [2026-07-28 | streamable-http]")
    void mirroredArguments() {
        script =
                modern((request, reply) ->
                        reply.result(
                                request.method().equals(Methods.TOOLS_LIST)
                                        ? """
                                        {"resultType":"complete","tools":[
                                         {"name":"good","inputSchema":{"type":"object","properties":{"tenant":{"type":"string","x-mcp-header":"Tenant"}}}},
                                         {"name":"bad","inputSchema":{"type":"object","properties":{"t":{"type":"number","x-mcp-header":"T"}}}}]}\
                                        """
                                        : "{\"resultType\":\"complete\",\"content\":[]}"));

        Json tools = upstream().call(call(Methods.TOOLS_LIST, "{}")).get("tools").orElseThrow();
        upstream()
                .call(
                        call(
                                Methods.TOOLS_CALL,
                                "{\"name\":\"good\",\"arguments\":{\"tenant\":\"Lübeck\"}}"));

        assertThat(tools.elements())
                .extracting(tool -> tool.text("name").orElseThrow())
                .containsExactly("good");
        assertThat(last(Methods.TOOLS_CALL).headers().get("Mcp-Param-Tenant"))
                .isEqualTo("=?base64?TMO8YmVjaw==?=");
        assertThat(upstream().headerParams(call(Methods.TOOLS_CALL, "{\"name\":\"good\"}")))
                .hasSize(1);
    }

    @Test
    @DisplayName(
            "40. -32020 for params: the list is fetched again and the call made once more [2026-07-28 | streamable-http]")
    void staleHeaders() {
        script =
                modern((request, reply) -> {
                    if (request.method().equals(Methods.TOOLS_LIST)) {
                        reply.result(
                                """
                                {"resultType":"complete","tools":[{"name":"t","inputSchema":{"properties":{"a":{"type":"integer","x-mcp-header":"A"}}}}]}\
                                """);
                    } else if (!"7".equals(request.headers().get("Mcp-Param-A"))) {
                        reply.error(400, -32020, "null");
                    } else {
                        reply.result("{\"resultType\":\"complete\",\"content\":[]}");
                    }
                });

        Json result =
                upstream()
                        .call(call(Methods.TOOLS_CALL, "{\"name\":\"t\",\"arguments\":{\"a\":7}}"));
        assertThatThrownBy(() ->
                        upstream()
                                .call(
                                        call(
                                                Methods.TOOLS_CALL,
                                                "{\"name\":\"t\",\"arguments\":{\"a\":8}}")))
                .isInstanceOfSatisfying(
                        McpException.class, e -> assertThat(e.error().code()).isEqualTo(-32603));

        assertThat(result.has("content")).isTrue();
        assertThat(count(Methods.TOOLS_CALL)).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "sse"})
    void anAnswerComesAsJsonOrOnAStream(String how) {
        script =
                modern((request, reply) -> {
                    if (how.equals("json")) {
                        reply.result("{\"resultType\":\"complete\",\"content\":[1]}");
                        return;
                    }
                    reply.response()
                            .setChunked(true)
                            .putHeader("Content-Type", "text/event-stream; charset=utf-8");
                    reply.response().write(": hello\n\nid: 1\ndata:\n\n");
                    Json token =
                            request.params()
                                    .get("_meta")
                                    .orElseThrow()
                                    .get("progressToken")
                                    .orElseThrow();
                    reply.event(
                            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progress\":1,\"progressToken\":"
                                    + token
                                    + "}}");
                    reply.event(
                            reply.envelope(
                                    "\"result\":{\"resultType\":\"complete\",\"content\":[1]}"));
                    reply.response().end();
                });
        List<Notification> told = new CopyOnWriteArrayList<>();
        var meta = new RequestMeta(null, Json.object(), null, true, Map.of());

        Json result =
                upstream()
                        .call(
                                call(Methods.TOOLS_CALL, "{\"name\":\"t\"}")
                                        .withMeta(meta)
                                        .withStream(told::add));

        assertThat(result).isEqualTo(Json.parse("{\"resultType\":\"complete\",\"content\":[1]}"));
        assertThat(told).hasSize(how.equals("sse") ? 1 : 0);
    }

    @Test
    @DisplayName(
            "44. a cancelled call closes its stream and says nothing else [2026-07-28 | basic/patterns/cancellation]")
    void cancellingAModernCall() {
        var closed = new CompletableFuture<Void>();
        script = modern((_, reply) -> reply.response().closeHandler(_ -> closed.complete(null)));
        var cancellation = new Cancellation();
        Call call = call(Methods.TOOLS_CALL, "{\"name\":\"t\"}");
        var cancellable =
                new Call(
                        call.id(),
                        call.method(),
                        call.params(),
                        call.meta(),
                        CALLER,
                        call.deadline(),
                        cancellation,
                        _ -> {},
                        0);
        var answer = CompletableFuture.supplyAsync(() -> upstream().call(cancellable), threads);
        await().until(() -> count(Methods.TOOLS_CALL) == 1);

        cancellation.cancel("enough");

        assertThatThrownBy(answer::get).hasCauseInstanceOf(CancelledException.class);
        assertThat(closed).succeedsWithin(Duration.ofSeconds(10));
        assertThat(count(Methods.CANCELLED)).isZero();
    }

    @Test
    void aCallWhoseStreamBreaksIsNotSentAgain() {
        script =
                modern((_, reply) -> {
                    reply.event(
                            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{}}");
                    reply.response().end();
                });

        assertThatThrownBy(() -> upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"t\"}")))
                .hasMessageContaining("ended before the answer");
        assertThat(count(Methods.TOOLS_CALL)).isEqualTo(1);
    }

    @ParameterizedTest
    @DisplayName("M-115: a message that is too large is a typed error")
    @ValueSource(booleans = {true, false})
    void aMessageThatIsTooLarge(boolean isStream) {
        script =
                modern((_, reply) -> {
                    String body =
                            reply.envelope(
                                    "\"result\":{\"content\":\"" + "x".repeat(500_000) + "\"}");
                    if (isStream) {
                        reply.event(body);
                        reply.response().end();
                    } else {
                        reply.status(200, body);
                    }
                });

        assertThatThrownBy(() -> upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"t\"}")))
                .hasMessage("server \"remote\" sent a message larger than 200000 bytes");
    }

    @Test
    void aSilentServerIsGivenUp() {
        settings = settings.withRequestTimeout(Duration.ofMillis(200));
        script = modern((_, _) -> {});

        assertThatThrownBy(() -> upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"t\"}")))
                .hasMessage("server \"remote\" did not answer tools/call in time");
    }

    @Test
    void ourOtherHalfIsToldOfTheClientAndItsErrorsComeBackAsTheyAre() {
        script =
                (request, reply) -> {
                    if (request.params().text("name").orElse("").equals("bad")) {
                        reply.error(200, -32603, "{\"server\":\"files\"}");
                    } else {
                        reply.result("{\"resultType\":\"complete\",\"content\":[]}");
                    }
                };
        var settled =
                HttpUpstream.modernOnly(
                        "mcpd",
                        vertx,
                        client,
                        address(),
                        () -> Map.of("Authorization", "Bearer t"),
                        settings);
        upstream = settled;
        var meta =
                new RequestMeta(
                        Json.parse("{\"name\":\"c\",\"version\":\"1\"}"),
                        Json.parse("{\"roots\":{}}"),
                        null,
                        false,
                        Map.of());

        settled.call(call(Methods.TOOLS_CALL, "{\"name\":\"t\"}").withMeta(meta));

        assertThat(seen).hasSize(1);
        assertThat(seen.getFirst().headers().get("Authorization")).isEqualTo("Bearer t");
        assertThat(seen.getFirst().params().get("_meta"))
                .contains(
                        Json.parse(
                                """
                                {"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"roots":{}},
                                 "io.modelcontextprotocol/clientInfo":{"name":"c","version":"1"},"dev.mcpctl/session":"conversation-1"}\
                                """));
        assertThatThrownBy(() -> settled.call(call(Methods.TOOLS_CALL, "{\"name\":\"bad\"}")))
                .isInstanceOfSatisfying(
                        McpException.class,
                        e ->
                                assertThat(e.error().data())
                                        .isEqualTo(Json.parse("{\"server\":\"files\"}")));
    }

    @Test
    void ourOtherHalfIsToldThatAConversationIsOverAndNobodyElse() {
        script = (_, reply) -> reply.status(202, "");
        try (var otherHalf =
                HttpUpstream.modernOnly("mcpd", vertx, client, address(), Map::of, settings)) {
            upstream().forget(CALLER);

            otherHalf.forget(CALLER);

            await().until(() -> !seen.isEmpty());
        }
        assertThat(seen).hasSize(1);
        assertThat(seen.getFirst().method()).isEqualTo("notifications/dev.mcpctl/session_over");
        assertThat(seen.getFirst().headers().get("Mcp-Method"))
                .isEqualTo("notifications/dev.mcpctl/session_over");
        assertThat(
                        seen.getFirst()
                                .params()
                                .get("_meta")
                                .flatMap(meta -> meta.text("dev.mcpctl/session")))
                .contains("conversation-1");
    }

    @Test
    @DisplayName(
            "45. listens to a modern server, and again when the stream breaks, when all may have changed [2026-07-28 | basic/patterns/subscriptions]")
    void changesOfAModernServer() {
        List<Reply> listens = new CopyOnWriteArrayList<>();
        script =
                modern((request, reply) -> {
                    reply.event(
                            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{\"notifications\":{\"toolsListChanged\":true},\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":"
                                    + request.message().get("id").orElseThrow()
                                    + "}}}");
                    listens.add(reply);
                });
        var told = new Told();
        upstream()
                .listen(
                        call(Methods.LISTEN, "{}"),
                        new SubscriptionFilter(true, true, false, Set.of()),
                        told);
        await().until(() -> told.words.contains("ack {\"toolsListChanged\":true}"));

        listens.getFirst()
                .event(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\",\"params\":{}}");
        await().until(() -> told.words.size() == 2);
        listens.getFirst().response().end();

        await().until(() -> told.words.size() == 3);
        assertThat(told.words)
                .containsExactly(
                        "ack {\"toolsListChanged\":true}",
                        Methods.TOOLS_CHANGED,
                        Methods.TOOLS_CHANGED);
        assertThat(listens).hasSize(2);
    }
}
