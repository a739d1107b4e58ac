package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.message.Frame;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.MessageReader;

import io.vertx.core.http.HttpMethod;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The GET stream of a session, on which its server tells, and asks, what belongs to no request of
 * ours as far as it says. Opened again whenever it ends, behind the last event where the server
 * numbers them. Read by a virtual thread of its own.
 */
final class HttpSessionStream implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpSessionStream.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final HttpLink link;
    private final HttpLegacyConnection connection;
    private final Connection.Events events;
    private final Thread reader;
    private volatile boolean isClosed;
    private volatile @Nullable HttpRoundTrip trip;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private boolean wasOpen; // of the reader, as is all below
    private Optional<String> lastEvent = Optional.empty();
    private Duration pause = FIRST_PAUSE;

    HttpSessionStream(HttpLink link, HttpLegacyConnection connection, Connection.Events events) {
        this.link = link;
        this.connection = connection;
        this.events = events;
        this.reader = Thread.ofVirtual().name("mcp-stream-" + link.server).start(this::run);
    }

    private void run() {
        try {
            while (!isClosed && follow()) {
                Thread.sleep(pause);
                Duration twice = pause.multipliedBy(2);
                pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
                if (wasOpen && lastEvent.isEmpty()) {
                    events.lost(); // nobody can say what was missed
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** One stream to its end; whether there should be another. */
    private boolean follow() {
        Map<String, String> headers = new LinkedHashMap<>(connection.headers());
        headers.put("Accept", "text/event-stream");
        lastEvent.ifPresent(id -> headers.put("Last-Event-ID", id));
        HttpRoundTrip began = link.send(HttpMethod.GET, headers, new byte[0]);
        trip = began;
        try {
            int status = began.status(link.settings.connectTimeout());
            opened.complete(null);
            String type = began.header("Content-Type").orElse("");
            if (status == 404 && wasOpen) { // else it may be a server that has no such stream
                connection.sessionGone();
                return false;
            }
            if (status == 400 && lastEvent.isPresent()) {
                lastEvent = Optional.empty(); // it no longer knows what followed that
                return true;
            }
            if (status / 100 != 2 || !type.startsWith("text/event-stream")) {
                log.debug("no stream of its own: server={} status={}", link.server, status);
                return status / 100 == 5;
            }
            wasOpen = true;
            var parser = new SseParser(link.settings.maxMessageBytes());
            link.follow(began, parser, this::heard);
            parser.retryMillis().map(Duration::ofMillis).ifPresent(wanted -> pause = wanted);
            return true;
        } catch (IOException | TimeoutException | McpException broken) {
            log.debug("stream broke: server={}", link.server, broken);
            return true;
        } finally {
            opened.complete(null);
            began.abort("over");
        }
    }

    private void heard(SseParser.Event event) {
        pause = FIRST_PAUSE;
        lastEvent = event.id();
        if (MessageReader.read(event.data()) instanceof Frame.Single(JsonRpcMessage message)) {
            connection.told(message, null);
        }
    }

    /**
     * Waits until the server has said whether there is such a stream, but not for longer than that:
     * then nobody waits any more.
     */
    void awaitOpened(Duration patience) {
        try {
            opened.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException late) {
            log.debug("stream not open yet: server={}", link.server);
            opened.complete(null);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt(); // of who waits for the call
        }
    }

    @Override
    public void close() {
        isClosed = true;
        HttpRoundTrip open = trip;
        if (open != null) {
            open.abort("no longer wanted");
        }
        reader.interrupt();
    }
}
