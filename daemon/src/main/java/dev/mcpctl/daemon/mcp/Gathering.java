package dev.mcpctl.daemon.mcp;

import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.Methods;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells one subscriber of changes. Where several instances may tell of the same change, all that
 * come within a moment are told once, at its end. Any thread; the sink hears one thing at a time.
 */
final class Gathering {
    private static final Duration MOMENT = Duration.ofMillis(100);

    private final SubscriptionSink sink;
    private final Map<String, Notification> gathered = new LinkedHashMap<>(); // guarded by this
    private boolean mayRepeat; // guarded by this
    private boolean isOver; // guarded by this

    Gathering(SubscriptionSink sink) {
        this.sink = sink;
    }

    synchronized void acknowledged(SubscriptionFilter honoured) {
        sink.acknowledged(honoured);
    }

    /** Whether one change may be told more than once from now on. */
    synchronized void mayRepeat(boolean byOthers) {
        mayRepeat = byOthers;
    }

    synchronized void event(Notification event) {
        if (isOver) {
            return;
        }
        if (!mayRepeat && gathered.isEmpty()) {
            sink.event(event);
            return;
        }
        boolean isFirst = gathered.isEmpty();
        gathered.put(event.method() + " " + event.params().text("uri").orElse(""), event);
        if (isFirst) {
            Thread.ofVirtual().name("gathering").start(this::tellSoon);
        }
    }

    /** All that is subscribed to may have changed. */
    synchronized void everything(SubscriptionFilter subscribed) {
        if (subscribed.tools()) {
            event(new Notification(Methods.TOOLS_CHANGED));
        }
        if (subscribed.prompts()) {
            event(new Notification(Methods.PROMPTS_CHANGED));
        }
        if (subscribed.resourceList()) {
            event(new Notification(Methods.RESOURCES_CHANGED));
        }
        for (String uri : subscribed.resources()) {
            event(new Notification(Methods.RESOURCE_UPDATED, Json.object("uri", Json.of(uri))));
        }
    }

    private void tellSoon() {
        try {
            Thread.sleep(MOMENT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            if (!isOver) {
                gathered.values().forEach(sink::event);
            }
            gathered.clear();
        }
    }

    synchronized void ended() {
        if (!isOver) {
            isOver = true;
            sink.ended();
        }
    }

    synchronized void close() {
        isOver = true;
    }
}
