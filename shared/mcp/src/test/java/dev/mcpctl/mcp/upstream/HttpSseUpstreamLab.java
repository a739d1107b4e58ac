package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.Json;
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
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A scripted server on HTTP+SSE over real HTTP, and our client of it. */
@Timeout(60)
abstract class HttpSseUpstreamLab {
    static final Caller CALLER = new Caller("me", "conversation-1", Revision.MODERN, false);

    final Vertx vertx = Vertx.vertx();
    final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    final HttpClientAgent client = HttpUpstream.client(vertx);
    final List<Arrived> streams = new CopyOnWriteArrayList<>();
    final List<Arrived> posts = new CopyOnWriteArrayList<>();
    UpstreamSettings settings =
            UpstreamSettings.of("us", "1")
                    .withConnectTimeout(Duration.ofSeconds(10))
                    .withRequestTimeout(Duration.ofSeconds(10))
                    .withMaxMessageBytes(200_000);
    volatile String version = "2024-11-05";
    volatile String endpointData = "/messages?session=%d";
    volatile int postStatus = 202;
    volatile Consumer<HttpServerRequest> handler = this::receive;
    volatile BiConsumer<Arrived, Reply> script = (_, reply) -> reply.error(-32601);
    HttpServer server;
    @Nullable HttpSseUpstream upstream;

    /** A request as it arrived. */
    record Arrived(HttpServerResponse response, MultiMap headers, String query, Json message) {
        String method() {
            return message.text("method").orElse("");
        }
    }

    /** Answers on the stream of the session. */
    record Reply(HttpServerResponse stream, Json request) {
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

    void receive(HttpServerRequest request) {
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

    void posted(HttpServerRequest request, Json message) {
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

    synchronized HttpSseUpstream upstream() {
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

    Discovery discover() {
        return upstream().discover(Deadline.after(Duration.ofSeconds(20)));
    }

    static Call call(String method, String params) {
        return Call.of(method, Json.parse(params), CALLER, Duration.ofSeconds(20));
    }

    static Call tool(String name) {
        return call(Methods.TOOLS_CALL, "{\"name\":\"" + name + "\"}");
    }

    List<Arrived> posted(String method) {
        return posts.stream().filter(post -> post.method().equals(method)).toList();
    }

    CompletableFuture<Json> inBackground(Call call) {
        return CompletableFuture.supplyAsync(() -> upstream().call(call), threads);
    }
}
