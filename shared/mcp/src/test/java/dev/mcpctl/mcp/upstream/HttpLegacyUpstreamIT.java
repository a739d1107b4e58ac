package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Sessions with one server over real HTTP. Numbers are those of the checklist in the protocol
 * brief.
 */
class HttpLegacyUpstreamIT extends HttpUpstreamLab {
    @Test
    @DisplayName(
            "76. the session is named on every request; a lost one is begun anew, tools/call not repeated [2025-03-26+ | TX]")
    void aLostSession() {
        script =
                legacy(
                        "2025-03-26",
                        (request, reply) -> {
                            if ("s1".equals(request.headers().get("Mcp-Session-Id"))) {
                                reply.status(404, "");
                            } else {
                                reply.result("{\"tools\":[],\"content\":[]}");
                            }
                        });

        assertThat(upstream().call(call(Methods.TOOLS_LIST, "{}")).has("tools")).isTrue();
        assertThat(count(Methods.INITIALIZE)).isEqualTo(2);
        assertThat(last(Methods.INITIALIZE).headers().contains("Mcp-Session-Id")).isFalse();
        assertThat(last(Methods.TOOLS_LIST).headers().contains("MCP-Protocol-Version")).isFalse();
        assertThat(last(Methods.TOOLS_LIST).headers().get("Mcp-Session-Id")).isEqualTo("s2");
    }

    @Test
    void aCallInALostSessionFailsOnceAndTheNextSucceeds() {
        script =
                legacy(
                        "2025-11-25",
                        (request, reply) -> {
                            if ("s1".equals(request.headers().get("Mcp-Session-Id"))) {
                                reply.status(404, "");
                            } else {
                                reply.result("{\"content\":[]}");
                            }
                        });

        assertThatThrownBy(() -> upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"t\"}")))
                .hasMessageContaining("has lost our session");
        assertThat(count(Methods.TOOLS_CALL)).isEqualTo(1);
        assertThat(upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"t\"}")).has("content"))
                .isTrue();
    }

    @Test
    @DisplayName(
            "78. 80. a legacy server is told of a cancellation; its ping is answered, its questions refused [≤2025-11-25 | basic/utilities]")
    void whatALegacyServerIsTold() {
        script =
                legacy(
                        "2025-11-25",
                        (request, reply) -> {
                            if (request.message().has("result") || request.message().has("error")) {
                                reply.status(202, "");
                                return;
                            }
                            reply.event("{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}");
                            reply.event(
                                    "{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"elicitation/create\",\"params\":{}}");
                        });
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
        await().until(() ->
                seen.stream()
                                .filter(request ->
                                        request.message().has("result")
                                                || request.message().has("error"))
                                .count()
                        == 2);

        cancellation.cancel("enough");

        assertThatThrownBy(answer::get).hasCauseInstanceOf(CancelledException.class);
        await().until(() -> count(Methods.CANCELLED) == 1);
        assertThat(last(Methods.CANCELLED).params().get("requestId"))
                .isEqualTo(last(Methods.TOOLS_CALL).message().get("id"));
        assertThat(seen.stream().map(Seen::message))
                .contains(Json.parse("{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"result\":{}}"));
        assertThat(seen.stream().filter(request -> request.message().has("error")))
                .first()
                .satisfies(request ->
                        assertThat(request.message().get("error").orElseThrow().get("code"))
                                .contains(Json.of(-32601)));
    }

    @Test
    void aSessionIsEndedWhenItIsNotNeededAnyMore() {
        script = legacy("2025-11-25", (_, reply) -> reply.status(200, ""));
        discover();

        upstream().close();

        await().until(() -> count("DELETE") == 1);
        assertThat(last("DELETE").headers().get("Mcp-Session-Id")).isEqualTo("s1");
    }

    @Test
    void changesOfALegacyServerComeOnItsStream() {
        List<Reply> streams = new CopyOnWriteArrayList<>();
        Script rest = legacy("2025-11-25", (_, reply) -> reply.result("{}"));
        script =
                (request, reply) -> {
                    if (request.method().equals("GET")) {
                        reply.response()
                                .setChunked(true)
                                .putHeader("Content-Type", "text/event-stream");
                        reply.response().writeHead();
                        streams.add(reply);
                    } else {
                        rest.handle(request, reply);
                    }
                };
        var told = new Told();
        upstream().listen(call(Methods.LISTEN, "{}"), SubscriptionFilter.lists(), told);
        await().until(() -> told.words.size() == 1 && streams.size() == 1);

        streams.getFirst()
                .response()
                .write(
                        "id: e1\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n\n");
        await().until(() -> told.words.contains(Methods.TOOLS_CHANGED));
        streams.getFirst().response().end();

        await().until(() -> streams.size() == 2);
        assertThat(last("GET").headers().get("Last-Event-ID")).isEqualTo("e1");
        assertThat(last("GET").headers().get("Mcp-Session-Id")).isEqualTo("s1");
        assertThat(told.words)
                .containsExactly("ack {\"toolsListChanged\":true}", Methods.TOOLS_CHANGED);
    }
}
