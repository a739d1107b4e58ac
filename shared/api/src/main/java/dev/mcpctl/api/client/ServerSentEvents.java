package dev.mcpctl.api.client;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An open stream of events (https://html.spec.whatwg.org/multipage/server-sent-events.html). One
 * thread of its own reads; {@link #next} is for one caller; {@link #close} for any, and wakes that
 * caller. mcpd sends a comment every 15 s, so a stream that is silent for longer is broken.
 *
 * <p>On {@code java.net.http}: closing a {@code HttpURLConnection} waits for the read that it is to
 * end.
 */
final class ServerSentEvents implements AutoCloseable {
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(45);
    private static final int MAX_WAITING = 256;

    private final DaemonConnection connection;
    private final HttpClient http;
    private final InputStream body;
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>(MAX_WAITING);
    private volatile boolean isClosed;

    private ServerSentEvents(DaemonConnection connection, HttpClient http, InputStream body) {
        this.connection = connection;
        this.http = http;
        this.body = body;
    }

    /** Connects, and returns when mcpd has begun to answer. */
    static ServerSentEvents open(DaemonConnection connection, String path) {
        HttpClient http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(connection.timeouts().connect())
                        .build();
        boolean isOpen = false;
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(connection.uri(path))
                            .header("Accept", "text/event-stream")
                            .timeout(connection.timeouts().answer());
            connection
                    .token()
                    .get()
                    .ifPresent(token -> request.header("Authorization", "Bearer " + token));
            HttpResponse<InputStream> answer =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                try (InputStream refusal = answer.body()) {
                    throw connection.refused(answer.statusCode(), refusal.readAllBytes());
                }
            }
            ServerSentEvents stream = new ServerSentEvents(connection, http, answer.body());
            Thread.ofVirtual().name("events " + path).start(stream::read);
            isOpen = true;
            return stream;
        } catch (HttpConnectTimeoutException e) {
            throw connection.unreachable(new java.net.SocketTimeoutException("Connect timed out"));
        } catch (IOException e) {
            throw connection.unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw connection.unreachable(new java.io.InterruptedIOException());
        } finally {
            if (!isOpen) {
                http.shutdownNow();
            }
        }
    }

    /**
     * The next event; empty after {@link #close}.
     *
     * @throws Problem UNREACHABLE when the stream has ended or is silent for too long
     */
    Optional<ServerSentEvent> next() {
        try {
            while (!isClosed) {
                Signal signal = signals.poll(SILENCE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                switch (signal) {
                    case null -> throw lost("nothing came for " + SILENCE_LIMIT.toSeconds() + " s");
                    case Signal.Event(ServerSentEvent event) -> {
                        return Optional.of(event);
                    }
                    case Signal.Heartbeat _ -> {}
                    case Signal.End(String why) -> {
                        if (!isClosed) {
                            throw lost(why);
                        }
                    }
                }
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        signals.clear();
        signals.offer(new Signal.End("closed"));
        http.shutdownNow();
        try {
            body.close();
        } catch (IOException e) {
            // It is of no more use.
        }
    }

    private Problem lost(String why) {
        close();
        return new Problem(
                ProblemType.UNREACHABLE,
                "the stream of events from " + connection.base() + " is lost: " + why);
    }

    private void read() {
        String why = "it ended";
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            EventText event = new EventText();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(":")) {
                    signals.put(new Signal.Heartbeat());
                } else {
                    @Nullable ServerSentEvent complete = event.add(line);
                    if (complete != null) {
                        signals.put(new Signal.Event(complete));
                    }
                }
                if (isClosed) {
                    return;
                }
            }
        } catch (IOException e) {
            why = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end(why);
    }

    private void end(String why) {
        while (!isClosed) {
            try {
                if (signals.offer(new Signal.End(why), 1, TimeUnit.SECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private sealed interface Signal {
        record Event(ServerSentEvent event) implements Signal {}

        record Heartbeat() implements Signal {}

        record End(String why) implements Signal {}
    }

    /** Gathers the lines of one event. */
    private static final class EventText {
        private String type = "";
        private String id = "";
        private final StringBuilder data = new StringBuilder();

        private @Nullable ServerSentEvent add(String line) {
            if (line.isEmpty()) {
                return complete();
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            switch (field) {
                case "event" -> type = value;
                case "id" -> id = value;
                case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
                default -> {} // retry, and what may come later
            }
            return null;
        }

        private @Nullable ServerSentEvent complete() {
            ServerSentEvent event =
                    type.isEmpty() && data.isEmpty()
                            ? null
                            : new ServerSentEvent(type, id, data.toString());
            type = "";
            id = "";
            data.setLength(0);
            return event;
        }
    }
}
