package dev.mcpctl.daemon.oauth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;

/** A small HTTP server on a port of its own; each request on a thread of its own. */
final class LocalHttp implements AutoCloseable {
    private final HttpServer server;

    /** What one request gets. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(int status, Map<String, String> headers, byte[] body) {
        static Answer json(int status, String body) {
            return new Answer(
                    status,
                    Map.of("Content-Type", "application/json"),
                    body.getBytes(StandardCharsets.UTF_8));
        }

        static Answer empty(int status) {
            return new Answer(status, Map.of(), new byte[0]);
        }

        static Answer redirect(String to) {
            return new Answer(302, Map.of("Location", to), new byte[0]);
        }

        Answer with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Answer(status, more, body);
        }
    }

    /** One request, read whole. */
    record Asked(
            String method, URI uri, Map<String, String> headers, String body, String authority) {
        String path() {
            return uri.getPath();
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        Map<String, String> query() {
            return decoded(uri.getRawQuery());
        }

        Map<String, String> form() {
            return decoded(body);
        }

        private static Map<String, String> decoded(String text) {
            Map<String, String> values = new LinkedHashMap<>();
            for (String pair : (text == null ? "" : text).split("&", -1)) {
                int end = pair.indexOf('=');
                if (end > 0) {
                    values.put(
                            URLDecoder.decode(pair.substring(0, end), StandardCharsets.UTF_8),
                            URLDecoder.decode(pair.substring(end + 1), StandardCharsets.UTF_8));
                }
            }
            return values;
        }
    }

    /** Answers. */
    interface Handler {
        Answer answer(Asked asked) throws IOException;
    }

    LocalHttp(Handler handler) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> handle(exchange, handler));
        server.start();
    }

    private static void handle(HttpExchange exchange, Handler handler) throws IOException {
        try (exchange) {
            Map<String, String> headers = new LinkedHashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) ->
                            headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Answer answer =
                    handler.answer(
                            new Asked(
                                    exchange.getRequestMethod(),
                                    exchange.getRequestURI(),
                                    headers,
                                    body,
                                    headers.getOrDefault("host", "")));
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
            int length = answer.body().length;
            exchange.sendResponseHeaders(answer.status(), length == 0 ? -1 : length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
