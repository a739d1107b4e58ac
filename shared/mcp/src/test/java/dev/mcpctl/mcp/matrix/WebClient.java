package dev.mcpctl.mcp.matrix;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.wire.Revision;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Over HTTP: Streamable in both eras, or the handshake era's two URLs. */
final class WebClient extends RevisionClient {
    private final HttpClient http;
    private final Executor threads;
    private final Party.Way way;
    private final CompletableFuture<URI> messages = new CompletableFuture<>();
    private final Set<InputStream> streams = ConcurrentHashMap.newKeySet();
    private final URI address;
    private volatile Optional<String> session = Optional.empty();

    /**
     * @param address of Streamable HTTP, or of the stream
     */
    WebClient(
            Revision revision,
            Json capabilities,
            Party.Way way,
            URI address,
            HttpClient http,
            Executor threads) {
        super(revision, capabilities);
        this.way = way;
        this.address = address;
        this.http = http;
        this.threads = threads;
        if (way == Party.Way.SSE) {
            threads.execute(() -> exchange(get(), Optional.empty()));
        } else {
            messages.complete(address);
        }
    }

    @Override
    void ready() {
        if (way == Party.Way.HTTP) {
            threads.execute(() -> exchange(get(), Optional.empty()));
        }
    }

    private HttpRequest get() {
        return headed(HttpRequest.newBuilder(address), Json.object())
                .setHeader("Accept", "text/event-stream")
                .GET()
                .build();
    }

    @Override
    void send(Json message, Optional<Ongoing> of) {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(messages.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (Exception noEndpoint) {
            throw new AssertionError(noEndpoint);
        }
        HttpRequest post =
                headed(request, message)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(message.toString()))
                        .build();
        if (of.isPresent()) {
            threads.execute(() -> exchange(post, of));
        } else {
            exchange(post, of); // what follows it must not overtake it
        }
    }

    private HttpRequest.Builder headed(HttpRequest.Builder request, Json message) {
        request.setHeader("Accept", "application/json, text/event-stream");
        session.ifPresent(id -> request.setHeader("Mcp-Session-Id", id));
        boolean isBegun = session.isPresent() && !revision().isBefore(Revision.V2025_06_18);
        if (revision().isModern() || isBegun) {
            request.setHeader("MCP-Protocol-Version", revision().label());
        }
        if (revision().isModern()) {
            message.text("method").ifPresent(method -> request.setHeader("Mcp-Method", method));
            message.get("params")
                    .flatMap(params -> params.text(params.has("taskId") ? "taskId" : "name"))
                    .ifPresent(name -> request.setHeader("Mcp-Name", name));
        }
        return request;
    }

    private void exchange(HttpRequest request, Optional<Ongoing> of) {
        try {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            InputStream body = response.body();
            streams.add(body);
            of.ifPresent(ongoing -> ongoing.hangUp = () -> close(body));
            response.headers().firstValue("Mcp-Session-Id").ifPresent(this::begin);
            boolean isStream =
                    response.headers()
                            .firstValue("Content-Type")
                            .filter("text/event-stream"::equals)
                            .isPresent();
            if (isStream) {
                read(body, this::event);
            } else {
                byte[] whole = body.readAllBytes();
                boolean isRight = response.statusCode() == (isUndeclared(whole) ? 400 : 200);
                note(
                        isRight || response.statusCode() == 202,
                        request.method() + ": " + response.statusCode());
                if (whole.length > 0) {
                    received(Json.parse(whole));
                }
            }
            streams.remove(body);
        } catch (IOException gone) {
            // hung up, or the test is over
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it is the one error whose status is settled: something was not declared. */
    private static boolean isUndeclared(byte[] body) {
        return new String(body, StandardCharsets.UTF_8).contains("\"code\":-32021");
    }

    private void begin(String id) {
        note(!revision().isModern(), "a session id");
        session = Optional.of(id);
    }

    private void event(String type, String data) {
        if (type.equals("endpoint")) {
            messages.complete(address.resolve(data));
        } else if (!data.isEmpty()) {
            received(Json.parse(data));
        }
    }

    private static void read(InputStream in, BiConsumer<String, String> event) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        String type = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ")) {
                event.accept(type, line.substring(6));
            }
        }
    }

    @Override
    void cancel(Ongoing request) {
        if (revision().isModern()) {
            request.hangUp.run();
        } else {
            super.cancel(request);
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException gone) {
            // it is
        }
    }

    @Override
    public void close() {
        if (session.isPresent() && way == Party.Way.HTTP) {
            exchange(
                    headed(HttpRequest.newBuilder(address), Json.object()).DELETE().build(),
                    Optional.empty());
        }
        streams.forEach(WebClient::close);
    }
}
