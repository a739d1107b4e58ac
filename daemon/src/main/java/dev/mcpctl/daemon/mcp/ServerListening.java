package dev.mcpctl.daemon.mcp;

import dev.mcpctl.daemon.server.Presence;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.upstream.Discovery;
import dev.mcpctl.mcp.upstream.Upstream;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A subscription at a server that outlives its instances: each new one is listened to as well, and
 * everything subscribed to is reported as changed then, since another instance may have other
 * tools.
 */
final class ServerListening implements Listening, Presence.Watcher {
    private final Presence presence;
    private final Call call;
    private final SubscriptionFilter wanted;
    private final SubscriptionSink sink;
    private final ReentrantLock lock = new ReentrantLock(); // orders what the sink is told
    private @Nullable Listening open; // guarded by lock, as is all below
    private @Nullable Upstream upstream;
    private @Nullable SubscriptionFilter honoured;
    private Cancellation.@Nullable Registration watching;
    private boolean isClosed;

    ServerListening(
            Presence presence, Call call, SubscriptionFilter wanted, SubscriptionSink sink) {
        this.presence = presence;
        this.call = call;
        this.wanted = wanted;
        this.sink = sink;
    }

    /** Listens at the instance that runs now; the sink has been told so when this returns. */
    void begin(Upstream first) {
        Discovery discovery = first.discover(call.deadline());
        SubscriptionFilter deliverable = deliverable(discovery);
        lock.lock();
        try {
            honoured = deliverable;
            sink.acknowledged(deliverable);
            watching = presence.watch(this);
        } finally {
            lock.unlock();
        }
        listenAt(first);
        // An instance that came between being told of the first one and watching.
        presence.running().filter(present -> !present.equals(first)).ifPresent(this::arrived);
    }

    /** Changes of lists come from the server, where it tells of them, and from us. */
    private SubscriptionFilter deliverable(Discovery discovery) {
        SubscriptionFilter lists =
                new SubscriptionFilter(
                        discovery.has("tools"),
                        discovery.has("prompts"),
                        discovery.has("resources"),
                        Set.of());
        return discovery.honoured(wanted).or(wanted.and(lists));
    }

    @Override
    public void arrived(Upstream next) {
        Thread.ofVirtual()
                .name("relisten")
                .start(() -> {
                    listenAt(next);
                    lock.lock();
                    try {
                        if (!isClosed) {
                            reportAll();
                        }
                    } finally {
                        lock.unlock();
                    }
                });
    }

    @Override
    public void gone() {
        lock.lock();
        try {
            if (!isClosed) {
                isClosed = true;
                sink.ended();
            }
        } finally {
            lock.unlock();
        }
    }

    private void listenAt(Upstream next) {
        lock.lock();
        try {
            if (isClosed || next.equals(upstream)) {
                return;
            }
            if (open != null) {
                open.close();
                open = null;
            }
            upstream = next;
        } finally {
            lock.unlock();
        }
        Listening opened;
        try {
            opened = next.listen(call, wanted, new Relay());
        } catch (McpException e) {
            return; // it is gone again; the next one will arrive
        }
        keep(next, opened);
    }

    private void keep(Upstream of, Listening opened) {
        lock.lock();
        try {
            if (!isClosed && of.equals(upstream)) {
                open = opened;
                return;
            }
        } finally {
            lock.unlock();
        }
        opened.close();
    }

    private void reportAll() {
        SubscriptionFilter told = honoured;
        if (told == null) {
            return;
        }
        if (told.tools()) {
            sink.event(new Notification(Methods.TOOLS_CHANGED));
        }
        if (told.prompts()) {
            sink.event(new Notification(Methods.PROMPTS_CHANGED));
        }
        if (told.resourceList()) {
            sink.event(new Notification(Methods.RESOURCES_CHANGED));
        }
        for (String uri : told.resources()) {
            sink.event(
                    new Notification(Methods.RESOURCE_UPDATED, Json.object("uri", Json.of(uri))));
        }
    }

    @Override
    public void close() {
        Listening left;
        lock.lock();
        try {
            isClosed = true;
            left = open;
            open = null;
            if (watching != null) {
                watching.close();
            }
        } finally {
            lock.unlock();
        }
        if (left != null) {
            left.close();
        }
    }

    /** What one instance says. */
    private final class Relay implements SubscriptionSink {
        @Override
        public void acknowledged(SubscriptionFilter ofThisInstance) {
            // Our client was told once what it gets.
        }

        @Override
        public void event(Notification event) {
            lock.lock();
            try {
                if (!isClosed) {
                    sink.event(event);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void ended() {
            // The instance is gone; the next one is listened to when it arrives.
        }
    }
}
