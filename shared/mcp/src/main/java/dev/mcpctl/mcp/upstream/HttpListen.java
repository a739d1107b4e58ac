package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.message.Frame;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.MessageReader;
import dev.mcpctl.mcp.message.Methods;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One {@code subscriptions/listen} at a server: a POST whose stream lasts, read by a virtual thread
 * of its own.
 */
final class HttpListen implements AutoCloseable {
    private final HttpLink link;
    private final Connection.Events events;
    private final Consumer<HttpListen> ended;
    private final HttpRoundTrip trip;
    private final CompletableFuture<SubscriptionFilter> acknowledged = new CompletableFuture<>();

    /**
     * @param ended called once when the stream is over, unless it was closed here
     */
    HttpListen(
            HttpLink link,
            Request request,
            Map<String, String> headers,
            Connection.Events events,
            Consumer<HttpListen> ended) {
        this.link = link;
        this.events = events;
        this.ended = ended;
        this.trip = link.post(headers, request);
    }

    /**
     * What the server will tell of, once it has said so.
     *
     * @throws McpException when it does not in time
     */
    SubscriptionFilter open() {
        Thread.ofVirtual().name("mcp-listen-" + link.server).start(this::read);
        try {
            return acknowledged.get(
                    link.settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException refused) {
            close();
            throw refused.getCause() instanceof McpException cause
                    ? cause
                    : link.failure("does not tell of changes");
        } catch (TimeoutException late) {
            close();
            throw link.failure("does not tell of changes: no acknowledgement in time");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            close();
            throw link.failure("was not waited for: interrupted");
        }
    }

    private void read() {
        try {
            int status = trip.status(link.settings.connectTimeout());
            boolean isStream =
                    trip.header("Content-Type").orElse("").startsWith("text/event-stream");
            if (status / 100 == 2 && isStream) {
                link.follow(trip, new SseParser(link.settings.maxMessageBytes()), this::heard);
                acknowledged.completeExceptionally(
                        link.failure("ended its stream of changes at once"));
            } else {
                acknowledged.completeExceptionally(link.refusal(status));
            }
        } catch (McpException unusable) {
            acknowledged.completeExceptionally(unusable);
        } catch (IOException | TimeoutException broken) {
            acknowledged.completeExceptionally(
                    link.failure("cannot be reached: " + broken.getMessage()));
        } finally {
            trip.abort("over");
            ended.accept(this);
        }
    }

    private void heard(SseParser.Event event) {
        if (MessageReader.read(event.data()) instanceof Frame.Single(JsonRpcMessage message)
                && message instanceof Notification notification) {
            if (notification.method().equals(Methods.ACKNOWLEDGED)) {
                acknowledged.complete(StatelessForm.acknowledged(notification));
            } else {
                events.changed(StatelessForm.untagged(notification));
            }
        }
    }

    @Override
    public void close() {
        trip.abort("no longer wanted");
    }
}
