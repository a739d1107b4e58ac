package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** One server on HTTP+SSE of 2024-11-05, over real sockets. */
@Timeout(60)
class HttpSseUpstreamIT {
    private static final Caller CALLER = new Caller("me", "conversation-1", Revision.MODERN, false);

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClientAgent client = HttpUpstream.client(vertx);
    private final List<Arrived> streams = new CopyOnWriteArrayList<>();
    private final List<Arrived> posts = new CopyOnWriteArrayList<>();
    private UpstreamSettings settings =
            UpstreamSettings.of("us", "1")
                    .withConnectTimeout(Duration.ofSeconds(10))
                    .withRequestTimeout(Duration.ofSeconds(10))
                    .withMaxMessageBytes(200_000);
    private volatile String version = "2024-11-05";
    private volatile String endpointData = "/messages?session=%d";
    private volatile int postStatus = 202;
    private volatile Consumer<HttpServerRequest> handler = this::receive;
    private volatile BiConsumer<Arrived, Reply> script = (_, reply) -> reply.error(-32601);
    private HttpServer server;
    private @Nullable HttpSseUpstream upstream;

    /** A request as it arrived. */
    private record Arrived(
            HttpServerResponse response, MultiMap headers, String query, Json message) {
        String method() {
            return message.text("method").orElse("");
        }
    }

    /** Answers on the stream of the session. */
    private record Reply(HttpServerResponse stream, Json request) {
        void result(String json) {
            event(envelope("\"result\":" + json));
        }

        void error(int code) {
            event(envelope("\"error\":{\"code\":" + code + ",\"message\":\"m\"}"));
        }

        private String envelope(String inside) {
            return "{\"jsonrpc\":\"2.0\",\"id\":"
                    + request.get("id").orElse(Json.nothing())
                    + ","
                    + inside
                    + "}";
        }

        void event(String json) {
            stream.write("event: message\r\ndata: " + json + "\r\n\r\n");
        }
    }

    @BeforeEach
    void listen() {
        server =
                vertx.createHttpServer()
                        .requestHandler(request -> handler.accept(request))
                        .listen(0, "127.0.0.1")
                        .await();
    }

    private void receive(HttpServerRequest request) {
        if (request.method().name().equals("GET") && "/sse".equals(request.path())) {
            HttpServerResponse stream = request.response();
            stream.setChunked(true).putHeader("Content-Type", "text/event-stream");
            stream.write(
                    ": hello\n\nevent: endpoint\ndata: "
                            + endpointData.formatted(streams.size())
                            + "\n\n");
            streams.add(new Arrived(stream, request.headers(), "", Json.object()));
        } else if (request.method().name().equals("POST") && "/messages".equals(request.path())) {
            request.body().onSuccess(body -> posted(request, Json.parse(body.getBytes())));
        } else {
            request.response().setStatusCode(404).end();
        }
    }

    private void posted(HttpServerRequest request, Json message) {
        String session = request.getParam("session", "");
        var arrived = new Arrived(request.response(), request.headers(), session, message);
        posts.add(arrived);
        var reply = new Reply(streams.get(Integer.parseInt(session)).response(), message);
        switch (arrived.method()) {
            case Methods.INITIALIZE ->
                    reply.result(
                            """
                            {"protocolVersion":"%s","serverInfo":{"name":"old","version":"1"},\
                            "capabilities":{"tools":{"listChanged":true},"resources":{"subscribe":true}}}\
                            """
                                    .formatted(version));
            case Methods.INITIALIZED, Methods.CANCELLED, "" -> {}
            default -> {
                int status = postStatus;
                request.response().setStatusCode(status == 0 ? 202 : status);
                if (status / 100 != 4 && status / 100 != 5) {
                    script.accept(arrived, reply);
                }
            }
        }
        if (!request.response().ended() && postStatus != 0) {
            request.response().end("Accepted");
        }
    }

    @AfterEach
    void close() {
        if (upstream != null) {
            upstream.close();
        }
        vertx.close().await();
        threads.shutdownNow();
    }

    private synchronized HttpSseUpstream upstream() {
        HttpSseUpstream made = upstream;
        if (made == null) {
            made =
                    new HttpSseUpstream(
                            "remote",
                            vertx,
                            client,
                            URI.create("http://127.0.0.1:" + server.actualPort() + "/sse"),
                            () -> Map.of("X-Org", "1", "accept", "mine"),
                            settings);
            upstream = made;
        }
        return made;
    }

    private Discovery discover() {
        return upstream().discover(Deadline.after(Duration.ofSeconds(20)));
    }

    private static Call call(String method, String params) {
        return Call.of(method, Json.parse(params), CALLER, Duration.ofSeconds(20));
    }

    private static Call tool(String name) {
        return call(Methods.TOOLS_CALL, "{\"name\":\"" + name + "\"}");
    }

    private List<Arrived> posted(String method) {
        return posts.stream().filter(post -> post.method().equals(method)).toList();
    }

    private CompletableFuture<Json> inBackground(Call call) {
        return CompletableFuture.supplyAsync(() -> upstream().call(call), threads);
    }

    // ── the handshake ──

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
    void theRevisionIsWhatTheServerSettlesOn(String settled) {
        version = settled;
        script = (_, reply) -> reply.result("{\"tools\":[]}");

        Json tools = upstream().call(call(Methods.TOOLS_LIST, "{}"));

        assertThat(tools).isEqualTo(Json.parse("{\"resultType\":\"complete\",\"tools\":[]}"));
        assertThat(discover().revision().label()).isEqualTo(settled);
        assertThat(posts.stream().map(Arrived::method))
                .containsExactly(Methods.INITIALIZE, Methods.INITIALIZED, Methods.TOOLS_LIST);
    }

    @Test
    void headersGoWithTheStreamAndWithEveryMessage() {
        version = "2025-06-18";
        script = (_, reply) -> reply.result("{\"tools\":[]}");

        upstream().call(call(Methods.TOOLS_LIST, "{}"));

        assertThat(streams.getFirst().headers().get("X-Org")).isEqualTo("1");
        assertThat(streams.getFirst().headers().get("Accept")).isEqualTo("text/event-stream");
        assertThat(posts)
                .allSatisfy(post -> assertThat(post.headers().get("X-Org")).isEqualTo("1"));
        assertThat(posts.getFirst().headers().get("MCP-Protocol-Version")).isNull();
        assertThat(posts.getLast().headers().get("MCP-Protocol-Version")).isEqualTo("2025-06-18");
        assertThat(posts.getLast().headers().get("Content-Type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/messages?session=%d", "messages?session=%d", "./messages?session=%d"})
    void theEndpointIsTakenRelativeToTheStream(String data) {
        endpointData = data;

        assertThat(discover().revision()).isEqualTo(Revision.V2024_11_05);
    }

    @ParameterizedTest
    @DisplayName("an endpoint of another origin, which would get our credentials, is refused")
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/messages",
                "http://localhost/messages",
                "//elsewhere.test/messages",
                "https://127.0.0.1/messages",
                "ftp://127.0.0.1/messages",
                "mailto:somebody"
            })
    void anotherOrigin(String data) {
        endpointData = data;

        assertThatThrownBy(this::discover)
                .isInstanceOf(McpException.class)
                .hasMessageContaining("\"remote\"")
                .hasMessageContaining("another origin");
        assertThat(posts).isEmpty();
    }

    @Test
    void anEndpointWithCredentialsInItIsRefused() {
        endpointData = "http://user@127.0.0.1:" + server.actualPort() + "/messages";

        assertThatThrownBy(this::discover).hasMessageContaining("another origin");
    }

    @ParameterizedTest
    @CsvSource({
        "401, refuses our credentials (HTTP 401)",
        "404, does not speak HTTP+SSE at this address (HTTP 404)",
        "405, does not speak HTTP+SSE at this address (HTTP 405)",
        "200, does not speak HTTP+SSE at this address (text/html)",
        "500, answered HTTP 500"
    })
    void whatIsNoStreamIsNamed(int status, String why) {
        handler =
                request ->
                        request.response()
                                .setStatusCode(status)
                                .putHeader("Content-Type", "text/html")
                                .end("no");

        assertThatThrownBy(this::discover)
                .isInstanceOf(McpException.class)
                .hasMessageContaining("server \"remote\"")
                .hasMessageContaining(why);
    }

    @Test
    void aStreamThatNamesNoEndpointIsGivenUp() {
        settings = settings.withConnectTimeout(Duration.ofMillis(400));
        handler =
                request -> {
                    HttpServerResponse stream = request.response();
                    stream.setChunked(true).putHeader("Content-Type", "text/event-stream");
                    stream.write(": nothing to say\n\n");
                };

        assertThatThrownBy(this::discover)
                .hasMessageContaining("did not name an endpoint for messages in time");
    }

    // ── calls ──

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

    // ── loss ──

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

    // ── changes ──

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
        assertThat(events.stream().map(Notification::method))
                .containsExactly(
                        Methods.TOOLS_CHANGED, Methods.TOOLS_CHANGED, Methods.RESOURCE_UPDATED);
    }
}
