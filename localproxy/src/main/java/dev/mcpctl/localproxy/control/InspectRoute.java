package dev.mcpctl.localproxy.control;

import dev.mcpctl.localproxy.traffic.SeenMessage;
import dev.mcpctl.localproxy.traffic.TrafficFeed;
import dev.mcpctl.localproxy.traffic.Watcher;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The traffic as server-sent events, one for each message. A reader that stops reading loses
 * messages, is told how many, and is hung up on in the end.
 */
final class InspectRoute {
    private static final Logger log = LoggerFactory.getLogger(InspectRoute.class);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final int MAX_WRITTEN = 64 * 1024;

    /**
     * What passes in this time goes out in one piece: each write costs a wake-up here and one of
     * the reader, which with one for every message is more than the message itself.
     */
    private static final Duration GATHERED = Duration.ofMillis(40);

    private static final Duration STUCK = Duration.ofSeconds(60);

    private final TrafficFeed feed;
    private final Executor threads;

    InspectRoute(TrafficFeed feed, Executor threads) {
        this.feed = feed;
        this.threads = threads;
    }

    /** On the request's event loop; the rest goes on on a thread of its own. */
    void handle(HttpServerRequest request) {
        Optional<String> project = Optional.ofNullable(request.getParam("project"));
        HttpServerResponse response = request.response();
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        request.resume();
        Watcher watcher = feed.watch(project);
        response.closeHandler(_ -> watcher.close());
        threads.execute(() -> pump(watcher, response));
    }

    private static void pump(Watcher watcher, HttpServerResponse response) {
        try (watcher) {
            write(response, ": watching\n\n");
            while (!response.closed()) {
                String messages = messages(watcher);
                long dropped = watcher.takeDropped();
                if (dropped > 0) {
                    write(
                            response,
                            "data: {\"at\":\""
                                    + Instant.now()
                                    + "\",\"dropped\":"
                                    + dropped
                                    + "}\n\n");
                }
                write(response, messages.isEmpty() ? ": alive\n\n" : messages);
                if (messages.length() < MAX_WRITTEN) {
                    Thread.sleep(GATHERED);
                }
            }
        } catch (ExecutionException gone) {
            log.debug("the watcher has gone");
        } catch (TimeoutException stuck) {
            log.info("a watcher does not read: it is hung up on");
            var _ = response.reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What waits, or the next that comes; a good many at a time, for each write is waited for. */
    private static String messages(Watcher watcher) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        Optional<SeenMessage> message = watcher.next(KEEP_ALIVE);
        while (message.isPresent()) {
            text.append("data: ").append(message.get().json()).append("\n\n");
            message = text.length() < MAX_WRITTEN ? watcher.next(Duration.ZERO) : Optional.empty();
        }
        return text.toString();
    }

    /** Returns when the socket has taken it, so that a reader's pace is ours. */
    private static void write(HttpServerResponse response, String text)
            throws ExecutionException, TimeoutException, InterruptedException {
        response.write(text)
                .toCompletionStage()
                .toCompletableFuture()
                .get(STUCK.toMillis(), TimeUnit.MILLISECONDS);
    }
}
