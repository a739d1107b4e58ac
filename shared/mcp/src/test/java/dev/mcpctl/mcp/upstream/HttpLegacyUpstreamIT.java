package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;

import io.vertx.core.MultiMap;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

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
                                .contains(Json.of(-32602)));
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

    /** Answers a GET that goes on with a stream; everything else is {@code rest}'s. */
    private static Script resuming(Script resumed, Script rest) {
        return (request, reply) -> {
            boolean isResumed = request.headers().contains("Last-Event-ID");
            (isResumed ? resumed : rest).handle(request, reply);
        };
    }

    private void answerCall(Reply onStream) {
        Reply call = new Reply(last(Methods.TOOLS_CALL), onStream.response());
        call.event(call.envelope("\"result\":{\"content\":[]}"));
        onStream.response().end();
    }

    @Test
    @DisplayName(
            "77. a stream that ends before its answer is gone on with, after the pause asked for [2025-11-25 | TX]")
    void aStreamThatEndsEarlyIsGoneOnWith() {
        AtomicInteger resumed = new AtomicInteger();
        script =
                resuming(
                        (_, reply) -> {
                            if (resumed.incrementAndGet() == 1) {
                                reply.raw("id: e2\ndata: \n\n");
                                reply.response().end();
                            } else {
                                answerCall(reply);
                            }
                        },
                        legacy(
                                "2025-11-25",
                                (_, reply) -> {
                                    reply.raw("id: e1\nretry: 60\ndata: \n\n");
                                    reply.response().end();
                                }));
        long began = System.nanoTime();

        Json result = upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"slow\"}"));

        assertThat(result.has("content")).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isGreaterThan(Duration.ofMillis(120));
        assertThat(count(Methods.TOOLS_CALL)).isEqualTo(1);
        List<MultiMap> gets =
                seen.stream()
                        .filter(request -> request.headers().contains("Last-Event-ID"))
                        .map(Seen::headers)
                        .toList();
        assertThat(gets).extracting(get -> get.get("Last-Event-ID")).containsExactly("e1", "e2");
        assertThat(gets).extracting(get -> get.get("Mcp-Session-Id")).containsOnly("s1");
        assertThat(gets)
                .extracting(get -> get.get("MCP-Protocol-Version"))
                .containsOnly("2025-11-25");
    }

    @Test
    @DisplayName("77. a connection that breaks is gone on with too [2025-03-26+ | TX]")
    void aConnectionThatBreaksIsGoneOnWith() {
        script =
                resuming(
                        (_, reply) -> answerCall(reply),
                        legacy(
                                "2025-03-26",
                                (request, reply) -> {
                                    reply.raw("id: e1\nretry: 1\n");
                                    reply.event("{\"jsonrpc\":\"2.0\",\"method\":\"n\"}");
                                    reply.response().reset();
                                }));

        Json result = upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"slow\"}"));

        assertThat(result.has("content")).isTrue();
        assertThat(count(Methods.TOOLS_CALL)).isEqualTo(1);
    }

    @Test
    void aStreamThatCannotBeGoneOnWithFailsItsCall() {
        script =
                resuming(
                        (_, reply) -> reply.status(405, ""),
                        legacy(
                                "2025-11-25",
                                (request, reply) -> {
                                    boolean hasId =
                                            request.params().text("name").equals(Optional.of("id"));
                                    reply.raw((hasId ? "id: e1\nretry: 1\n" : "") + "data: \n\n");
                                    reply.response().end();
                                }));

        assertThatThrownBy(() -> upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"none\"}")))
                .hasMessageContaining("its stream ended before the answer");
        assertThatThrownBy(() -> upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"id\"}")))
                .hasMessageContaining("does not go on with a stream that it ended (HTTP 405)");
    }

    /** It was asked before, so it must not be asked of another instance as if it had not been. */
    @Test
    void aCallWhoseServerWentAwayInBetweenWasSentAllTheSame() {
        script =
                resuming(
                        (_, reply) -> reply.status(500, ""),
                        legacy(
                                "2025-11-25",
                                (_, reply) -> {
                                    server.close();
                                    reply.raw("id: e1\nretry: 1\ndata: \n\n");
                                    reply.response().reset();
                                }));

        assertThatThrownBy(() -> upstream().call(call(Methods.TOOLS_CALL, "{\"name\":\"slow\"}")))
                .isInstanceOfSatisfying(
                        McpException.class,
                        failed -> assertThat(failed).doesNotMatch(NeverSentException::isWhy))
                .hasMessageContaining("cannot be reached");
    }

    @Test
    void aCallThatIsGivenUpBetweenTwoStreamsIsCancelledAtTheServer() throws Exception {
        script =
                resuming(
                        (_, reply) -> reply.raw("id: e2\ndata: \n\n"),
                        legacy(
                                "2025-11-25",
                                (_, reply) -> {
                                    reply.raw("id: e1\nretry: 1\ndata: \n\n");
                                    reply.response().end();
                                }));
        Cancellation cancellation = new Cancellation();
        Call call =
                Call.of(
                        Methods.TOOLS_CALL,
                        Json.parse("{\"name\":\"slow\"}"),
                        RequestMeta.none(),
                        CALLER,
                        Deadline.after(Duration.ofSeconds(20)),
                        cancellation,
                        _ -> {});
        Future<Json> answer = threads.submit(() -> upstream().call(call));
        await().until(() ->
                seen.stream().anyMatch(request -> request.headers().contains("Last-Event-ID")));

        cancellation.cancel("enough");

        assertThatThrownBy(answer::get).hasCauseInstanceOf(CancelledException.class);
        await().until(() -> count(Methods.CANCELLED) == 1);
    }

    @Test
    void aServerThatForgotWhatFollowedAnEventIsStillListenedTo() {
        AtomicInteger streams = new AtomicInteger();
        CompletableFuture<Reply> second = new CompletableFuture<>();
        Script rest = legacy("2025-11-25", (_, reply) -> reply.result("{}"));
        script =
                (request, reply) -> {
                    if (!request.method().equals("GET")) {
                        rest.handle(request, reply);
                    } else if (request.headers().contains("Last-Event-ID")) {
                        reply.status(400, "");
                    } else if (streams.incrementAndGet() == 1) {
                        reply.raw("id: e1\nretry: 1\ndata: \n\n");
                        reply.response().end();
                    } else {
                        reply.raw(": open\n\n");
                        second.complete(reply);
                    }
                };
        discover();
        var told = new Told();

        try (Listening _ =
                upstream().listen(call(Methods.LISTEN, "{}"), SubscriptionFilter.lists(), told)) {
            await().until(() -> second.isDone() && !told.words.isEmpty());
            told.words.clear();
            second.join()
                    .event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
            await().until(() -> told.words.contains(Methods.TOOLS_CHANGED));
        }
    }
}
