package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.MetaKeys;
import dev.mcpctl.mcp.wire.ModernForm;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One {@code subscriptions/listen} of a client: everything sent for it carries the request's id,
 * the acknowledgement goes first and the result, if the server is the one to end it, last.
 */
final class ModernSubscription implements SubscriptionSink, AutoCloseable {
    private final RequestId id;
    private final Json serverInfo;
    private final Consumer<JsonRpcMessage> send;
    private final Predicate<JsonRpcMessage> offer;
    private final Consumer<JsonRpcMessage> end;
    private final Outbox outbox = new Outbox();
    private SubscriptionFilter honoured = SubscriptionFilter.none(); // guarded by this
    private @Nullable Listening listening; // guarded by this
    private boolean isOver; // guarded by this

    /**
     * @param send sends the first message
     * @param offer sends a message, or answers false when the client is too slow just now
     * @param end sends the last message
     */
    ModernSubscription(
            RequestId id,
            Json serverInfo,
            Consumer<JsonRpcMessage> send,
            Predicate<JsonRpcMessage> offer,
            Consumer<JsonRpcMessage> end) {
        this.id = id;
        this.serverInfo = serverInfo;
        this.send = send;
        this.offer = offer;
        this.end = end;
    }

    @Override
    public synchronized void acknowledged(SubscriptionFilter filter) {
        if (isOver) {
            return;
        }
        honoured = filter;
        send.accept(
                new Notification(
                        Methods.ACKNOWLEDGED,
                        Json.object(
                                        ModernForm.META,
                                        Json.object(MetaKeys.SUBSCRIPTION_ID, id.json()))
                                .with("notifications", filter.json())));
        outbox.attach(offer::test);
    }

    @Override
    public void event(Notification event) {
        synchronized (this) {
            if (isOver || !honoured.wants(event)) {
                return;
            }
        }
        Json meta = event.params().get(ModernForm.META).orElse(Json.object());
        outbox.put(
                new Notification(
                        event.method(),
                        event.params()
                                .with(
                                        ModernForm.META,
                                        meta.with(MetaKeys.SUBSCRIPTION_ID, id.json()))));
    }

    /** What waits goes out; called when the client has caught up. */
    void flush() {
        outbox.flush();
    }

    /** Tells what to let go of at the end; at once when that has been. */
    void holds(Listening open) {
        synchronized (this) {
            if (!isOver) {
                listening = open;
                return;
            }
        }
        open.close();
    }

    /** The server's end of it. */
    @Override
    public void ended() {
        if (finish()) {
            Json meta =
                    Json.object(MetaKeys.SUBSCRIPTION_ID, id.json())
                            .with(MetaKeys.SERVER_INFO, serverInfo);
            end.accept(
                    new Success(
                            id,
                            Json.object("resultType", Json.of(ModernForm.COMPLETE))
                                    .with(ModernForm.META, meta)));
        }
    }

    /** The client's end of it: nothing more is sent. */
    @Override
    public void close() {
        finish();
    }

    private boolean finish() {
        Listening open;
        synchronized (this) {
            if (isOver) {
                return false;
            }
            isOver = true;
            open = listening;
        }
        if (open != null) {
            open.close();
        }
        return true;
    }
}
