package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A scripted server over real HTTP, of either era, and our client of it. */
@Timeout(60)
abstract class HttpUpstreamLab {
    static final Caller CALLER = new Caller("me", "conversation-1", Revision.MODERN, false);
    static final String DISCOVERED =
            """
            {"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{"listChanged":true},"resources":{"subscribe":true}}}\
            """;
    final Vertx vertx = Vertx.vertx();
    final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    final HttpClientAgent client = HttpUpstream.client(vertx);
    final List<Seen> seen = new CopyOnWriteArrayList<>();
    UpstreamSettings settings =
            UpstreamSettings.of("us", "1")
                    .withConnectTimeout(Duration.ofSeconds(10))
                    .withRequestTimeout(Duration.ofSeconds(10));
    volatile Script script = (_, reply) -> reply.status(500, "");
    HttpServer server;
    @Nullable HttpUpstream upstream;

    /** One request as it arrived. */
    record Seen(String http, MultiMap headers, Json message) {
        String method() {
            return message.text("method").orElse(http);
        }

        Json params() {
            return message.get("params").orElse(Json.object());
        }
    }

    /** Decides what is answered; on the server's event loop. */
    @FunctionalInterface
    interface Script {
        void handle(Seen request, Reply reply);
    }

    record Reply(Seen request, HttpServerResponse response) {
        void status(int status, String body) {
            response.setStatusCode(status);
            if (body.startsWith("{")) {
                response.putHeader("Content-Type", "application/json");
            }
            response.end(body);
        }

        void result(String result) {
            status(200, envelope("\"result\":" + result));
        }

        void error(int status, int code, String data) {
            status(
                    status,
                    envelope(
                            "\"error\":{\"code\":"
                                    + code
                                    + ",\"message\":\"m\",\"data\":"
                                    + data
                                    + "}"));
        }

        String envelope(String inside) {
            return "{\"jsonrpc\":\"2.0\",\"id\":"
                    + request.message.get("id").orElse(Json.nothing())
                    + ","
                    + inside
                    + "}";
        }

        /** Part of a stream, as it stands. */
        void raw(String part) {
            if (!response.headWritten()) {
                response.setChunked(true).putHeader("Content-Type", "text/event-stream");
            }
            response.write(part);
        }

        void event(String json) {
            raw("event: message\r\ndata: " + json + "\r\n\r\n");
        }
    }

    @BeforeEach
    void listen() {
        server =
                vertx.createHttpServer()
                        .requestHandler(this::receive)
                        .listen(0, "127.0.0.1")
                        .await();
        settings = settings.withMaxMessageBytes(200_000);
    }

    void receive(HttpServerRequest request) {
        request.body()
                .onSuccess(body -> {
                    Json message = body.length() == 0 ? Json.object() : Json.parse(body.getBytes());
                    var arrived = new Seen(request.method().name(), request.headers(), message);
                    seen.add(arrived);
                    script.handle(arrived, new Reply(arrived, request.response()));
                });
    }

    @AfterEach
    void close() {
        if (upstream != null) {
            upstream.close();
        }
        vertx.close().await();
        threads.shutdownNow();
    }

    HttpUpstream upstream() {
        HttpUpstream made = upstream;
        if (made == null) {
            made =
                    new HttpUpstream(
                            "remote",
                            vertx,
                            client,
                            address(),
                            () -> Map.of("X-Org", "1", "mcp-method", "mine"),
                            settings);
            upstream = made;
        }
        return made;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/mcp");
    }

    Discovery discover() {
        return upstream().discover(Deadline.after(Duration.ofSeconds(20)));
    }

    static Call call(String method, String params) {
        return Call.of(method, Json.parse(params), CALLER, Duration.ofSeconds(20));
    }

    Seen last(String method) {
        return seen.stream().filter(request -> request.method().equals(method)).toList().getLast();
    }

    long count(String method) {
        return seen.stream().filter(request -> request.method().equals(method)).count();
    }

    static Script modern(Script rest) {
        return (request, reply) -> {
            if (request.method().equals(Methods.DISCOVER)) {
                reply.result(DISCOVERED);
            } else {
                rest.handle(request, reply);
            }
        };
    }

    /** A server with a session, which is not modern and says so by 400. */
    static Script legacy(String version, Script rest) {
        AtomicInteger sessions = new AtomicInteger();
        return (request, reply) -> {
            switch (request.method()) {
                case Methods.DISCOVER -> reply.error(400, -32000, "null");
                case Methods.INITIALIZE -> {
                    reply.response.putHeader("Mcp-Session-Id", "s" + sessions.incrementAndGet());
                    reply.result(
                            """
                            {"protocolVersion":"%s","capabilities":{"tools":{"listChanged":true}},"serverInfo":{"name":"old","version":"1"}}\
                            """
                                    .formatted(version));
                }
                case Methods.INITIALIZED, Methods.CANCELLED -> reply.status(202, "");
                case "GET" -> reply.status(405, "");
                default -> rest.handle(request, reply);
            }
        };
    }

    static final class Told implements SubscriptionSink {
        final List<String> words = new CopyOnWriteArrayList<>();

        @Override
        public void acknowledged(SubscriptionFilter honoured) {
            words.add("ack " + honoured.json());
        }

        @Override
        public void event(Notification event) {
            words.add(event.method());
        }

        @Override
        public void ended() {
            words.add("ended");
        }
    }
}
