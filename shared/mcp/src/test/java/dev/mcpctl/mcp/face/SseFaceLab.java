package dev.mcpctl.mcp.face;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** A face on a real socket, and clients that speak raw HTTP+SSE to it. */
@Timeout(60)
abstract class SseFaceLab {
    static final Duration KEEP_ALIVE = Duration.ofMillis(300);

    final Vertx vertx = Vertx.vertx();
    final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final FakeEndpoint endpoint = new FakeEndpoint();
    volatile Target target = new Target("p", endpoint, "alice");
    SseFace face;
    HttpServer server;

    @BeforeEach
    void listen() {
        face =
                new SseFace(
                        vertx,
                        threads,
                        FaceSettings.of("us", "1")
                                .withKeepAlive(KEEP_ALIVE)
                                .withMaxMessageBytes(200_000));
        server =
                vertx.createHttpServer().requestHandler(this::route).listen(0, "127.0.0.1").await();
    }

    void route(HttpServerRequest request) {
        if ("/p/sse".equals(request.path())) {
            face.stream(request, target, "/p/messages");
        } else {
            face.message(request, target);
        }
    }

    @AfterEach
    void stop() {
        face.close();
        http.shutdownNow();
        vertx.close().await();
        threads.shutdownNow();
    }

    /** One event of a stream; a comment is an event of the type {@code :}. */
    record Event(String type, String data) {
        Json json() {
            assertThat(type).isEqualTo("message");
            return Json.parse(data);
        }
    }

    /** A client's stream, read by a thread. */
    final class Client implements AutoCloseable {
        private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        private final HttpResponse<InputStream> response;
        private final URI messages;
        volatile boolean hasEnded;

        Client() {
            URI stream = URI.create("http://127.0.0.1:" + server.actualPort() + "/p/sse");
            HttpRequest request =
                    HttpRequest.newBuilder(stream).header("Accept", "text/event-stream").build();
            response = SseFaceLab.this.send(request, BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
            threads.execute(this::read);
            Event first = next();
            assertThat(first.type()).isEqualTo("endpoint");
            messages = stream.resolve(first.data());
        }

        private void read() {
            try (var lines =
                    new BufferedReader(
                            new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                String type = "message";
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith(":")) {
                        events.add(new Event(":", line));
                    } else if (line.startsWith("event: ")) {
                        type = line.substring(7);
                    } else if (line.startsWith("data: ")) {
                        events.add(new Event(type, line.substring(6)));
                    }
                }
            } catch (IOException gone) {
                // as a broken stream ends
            } finally {
                hasEnded = true;
            }
        }

        Event any() {
            try {
                Event event = events.poll(10, SECONDS);
                assertThat(event).as("an event").isNotNull();
                return event;
            } catch (InterruptedException stop) {
                throw new AssertionError(stop);
            }
        }

        /** The next event that is not a comment. */
        Event next() {
            Event event = any();
            while (event.type().equals(":")) {
                event = any();
            }
            return event;
        }

        HttpResponse<String> post(String body, String... headers) {
            return SseFaceLab.this.post(messages, body, headers);
        }

        void tell(String method, String params) {
            var sent =
                    post(
                            "{\"jsonrpc\":\"2.0\",\"method\":\"%s\",\"params\":%s}"
                                    .formatted(method, params));
            assertThat(sent.statusCode()).isEqualTo(202);
        }

        void ask(String id, String method, String params) {
            var sent =
                    post(
                            "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"%s\",\"params\":%s}"
                                    .formatted(id, method, params));
            assertThat(sent.statusCode()).isEqualTo(202);
            assertThat(sent.body()).isEmpty();
        }

        Json answer(String id, String method, String params) {
            ask(id, method, params);
            Json answer = next().json();
            assertThat(answer.get("id")).contains(Json.parse(id));
            return answer;
        }

        Json initialized(String version) {
            Json answer =
                    answer(
                            "0",
                            Methods.INITIALIZE,
                            "{\"protocolVersion\":\"%s\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}"
                                    .formatted(version));
            tell(Methods.INITIALIZED, "{}");
            return answer.get("result").orElseThrow();
        }

        @Override
        public void close() {
            try {
                response.body().close();
            } catch (IOException gone) {
                throw new AssertionError(gone);
            }
        }
    }

    <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return http.send(request, body);
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    HttpResponse<String> post(URI uri, String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(20))
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length == 0 || !List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request.build(), BodyHandlers.ofString());
    }

    static String text(Json answer) {
        return answer.get("result")
                .flatMap(result -> result.get("content"))
                .orElseThrow()
                .elements()
                .getFirst()
                .get("text")
                .orElseThrow()
                .toString();
    }

    static long code(Json answer) {
        return answer.get("error")
                .flatMap(error -> error.get("code"))
                .flatMap(Json::asLong)
                .orElseThrow();
    }
}
