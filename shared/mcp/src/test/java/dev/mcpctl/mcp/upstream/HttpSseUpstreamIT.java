package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Calls of one server on HTTP+SSE, the loss of its stream, and changes. */
class HttpSseUpstreamIT extends HttpSseUpstreamLab {
    @Test
    void manyCallsShareTheStreamAndEachGetsItsOwnAnswer() {
        script =
                (arrived, reply) ->
                        vertx.setTimer(
                                1 + (int) (Math.random() * 20),
                                _ ->
                                        reply.result(
                                                "{\"content\":[],\"echo\":"
                                                        + arrived.message()
                                                                .get("params")
                                                                .flatMap(params ->
                                                                        params.get("name"))
                                                                .orElseThrow()
                                                        + "}"));

        List<CompletableFuture<Json>> calls =
                java.util.stream.IntStream.range(0, 100)
                        .mapToObj(i -> inBackground(tool("t" + i)))
                        .toList();

        for (int i = 0; i < calls.size(); i++) {
            assertThat(calls.get(i).join().text("echo")).contains("t" + i);
        }
        assertThat(streams).hasSize(1);
    }

    @Test
    void anAnswerMayComeWhileItsPostIsStillOpen() {
        script =
                (_, reply) -> {
                    postStatus = 0; // never acknowledged
                    reply.result("{\"content\":[]}");
                };

        assertThat(upstream().call(tool("x")).get("content")).isPresent();
    }

    @Test
    void progressFindsItsCall() {
        script =
                (arrived, reply) -> {
                    Json token =
                            arrived.message()
                                    .get("params")
                                    .flatMap(params -> params.get("_meta"))
                                    .flatMap(meta -> meta.get("progressToken"))
                                    .orElseThrow();
                    reply.event(
                            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":"
                                    + token
                                    + ",\"progress\":1}}");
                    reply.result("{\"content\":[]}");
                };
        List<Notification> told = new CopyOnWriteArrayList<>();
        Call call =
                tool("x")
                        .withMeta(new RequestMeta(null, Json.object(), null, true, Map.of()))
                        .withStream(told::add);

        upstream().call(call);

        assertThat(told.stream().map(Notification::method)).containsExactly(Methods.PROGRESS);
    }

    @Test
    void aServersPingIsAnsweredByAPost() {
        script =
                (_, reply) -> {
                    reply.event("{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}");
                    reply.result("{\"content\":[]}");
                };

        upstream().call(tool("x"));

        await().until(() ->
                posts.stream()
                        .anyMatch(post ->
                                post.message()
                                        .equals(
                                                Json.parse(
                                                        "{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"result\":{}}"))));
    }

    @Test
    @DisplayName("78. the server is told when the client gives up [2025-11-25 | cancellation]")
    void cancelling() {
        script = (_, _) -> {};
        Call call = tool("x");
        Cancellation cancellation = call.cancellation();
        CompletableFuture<Json> open = inBackground(call);
        await().until(() -> !posted(Methods.TOOLS_CALL).isEmpty());

        cancellation.cancel("enough");

        assertThatThrownBy(open::join).hasCauseInstanceOf(CancelledException.class);
        await().until(() -> posted(Methods.CANCELLED).size() == 1);
        assertThat(posted(Methods.CANCELLED).getFirst().message().get("params").orElseThrow())
                .isEqualTo(
                        Json.object(
                                        "requestId",
                                        posted(Methods.TOOLS_CALL)
                                                .getFirst()
                                                .message()
                                                .get("id")
                                                .orElseThrow())
                                .with("reason", Json.of("enough")));
    }

    @Test
    void aRefusedPostFailsItsRequestAndNoOther() {
        CompletableFuture<Reply> held = new CompletableFuture<>();
        script = (_, reply) -> held.complete(reply);
        CompletableFuture<Json> other = inBackground(tool("other"));
        Reply reply = held.join();
        postStatus = 503;

        assertThatThrownBy(() -> upstream().call(tool("x")))
                .isInstanceOf(McpException.class)
                .hasMessageContaining("HTTP 503");

        reply.result("{\"content\":[]}");
        assertThat(other.join().get("content")).isPresent();
        assertThat(streams).hasSize(1);
    }

    @Test
    void aMessageThatIsTooLargeEndsTheStreamWithAnError() {
        script = (_, reply) -> reply.result("{\"content\":\"" + "x".repeat(300_000) + "\"}");

        assertThatThrownBy(() -> upstream().call(tool("x"))).isInstanceOf(McpException.class);
    }

    @Test
    @DisplayName("a lost stream fails every open call at once, and the next use opens another")
    void aLostStream() {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        script = (_, _) -> asked.complete(null);
        CompletableFuture<Json> open = inBackground(tool("x"));
        asked.join();
        long before = System.nanoTime();

        streams.getFirst().response().reset();

        assertThatThrownBy(open::join)
                .hasCauseInstanceOf(McpException.class)
                .hasMessageContaining("server \"remote\" has ended its stream");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
        script = (_, reply) -> reply.result("{\"content\":[]}");
        assertThat(upstream().call(tool("y")).get("content")).isPresent();
        assertThat(streams).hasSize(2);
        assertThat(posted(Methods.INITIALIZE)).hasSize(2);
    }

    @Test
    @DisplayName("76. a forgotten session is begun anew; a call that may have run is not repeated")
    void aForgottenSession() {
        discover();
        postStatus = 404;

        assertThatThrownBy(() -> upstream().call(tool("x")))
                .hasMessageContaining("has lost our session");

        postStatus = 202;
        script = (_, reply) -> reply.result("{\"tools\":[]}");
        assertThat(upstream().call(call(Methods.TOOLS_LIST, "{}")).get("tools")).isPresent();
        assertThat(streams).hasSize(2);
    }

    @Test
    void aServerThatIsGoneIsNamed() {
        discover();
        server.close().await();

        assertThatThrownBy(() -> upstream().call(tool("x")))
                .isInstanceOf(McpException.class)
                .hasMessageContaining("server \"remote\"");
    }

    @Test
    void closingEndsTheStream() {
        discover();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        streams.getFirst().response().closeHandler(_ -> ended.complete(null));

        upstream().close();

        await().until(ended::isDone);
    }

    @Test
    void changesComeOnTheStreamAndAreReportedAsMissedAfterALoss() {
        List<Notification> events = new CopyOnWriteArrayList<>();
        CompletableFuture<SubscriptionFilter> honoured = new CompletableFuture<>();
        script = (_, reply) -> reply.result("{}");
        var sink =
                new SubscriptionSink() {
                    @Override
                    public void acknowledged(SubscriptionFilter filter) {
                        honoured.complete(filter);
                    }

                    @Override
                    public void event(Notification event) {
                        events.add(event);
                    }

                    @Override
                    public void ended() {}
                };
        var filter = new SubscriptionFilter(true, true, false, Set.of("file:///a"));
        upstream().listen(call(Methods.LISTEN, "{}"), filter, sink);
        assertThat(honoured.join())
                .isEqualTo(new SubscriptionFilter(true, false, false, Set.of("file:///a")));
        assertThat(posted(Methods.RESOURCES_SUBSCRIBE)).hasSize(1);

        new Reply(streams.getFirst().response(), Json.object())
                .event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
        await().until(() -> events.size() == 1);
        streams.getFirst().response().reset();

        await().until(() -> streams.size() == 2 && posted(Methods.RESOURCES_SUBSCRIBE).size() == 2);
        await().until(() -> events.size() == 3);
        // A second watch for the same loss would come within a pause of it.
        await().during(Duration.ofMillis(700)).until(() -> events.size() == 3);
        assertThat(events.stream().map(Notification::method))
                .containsExactly(
                        Methods.TOOLS_CHANGED, Methods.TOOLS_CHANGED, Methods.RESOURCE_UPDATED);
    }
}
