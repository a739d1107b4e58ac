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

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A subscription at a server that outlives its instances. It is open at one of them, where the
 * subscriber's calls go; when that one takes no calls any more, at the next. Everything subscribed
 * to is reported as changed then, and when an instance of another spec took the place of one, since
 * another instance may have other tools.
 */
final class ServerListening implements Listening, Presence.Watcher {
    private final Presence presence;
    private final Call call;
    private final SubscriptionFilter wanted;
    private final SubscriptionSink sink;
    private final ReentrantLock lock = new ReentrantLock(); // orders what the sink is told
    private volatile @Nullable Upstream upstream; // replaced under lock
    private @Nullable Listening open; // guarded by lock, as is all below
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
        changed(); // perhaps it has ended between being found and being watched
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
    public void changed() {
        Upstream present = upstream;
        if (present == null || !presence.isRunning(present)) {
            Thread.ofVirtual().name("relisten").start(this::move);
        }
    }

    @Override
    public void replaced() {
        Thread.ofVirtual().name("replaced").start(this::reportAll);
    }

    private void move() {
        Optional<Upstream> next = presence.serving(call.caller());
        if (next.isPresent() && listenAt(next.get())) {
            reportAll();
        }
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

    /** False when it is listened to already, or is gone again. */
    private boolean listenAt(Upstream next) {
        Listening left;
        lock.lock();
        try {
            Upstream present = upstream;
            boolean isSettled = present != null && presence.isRunning(present);
            if (isClosed || isSettled || next.equals(present)) {
                return false;
            }
            left = open;
            open = null;
            upstream = next;
        } finally {
            lock.unlock();
        }
        if (left != null) {
            left.close();
        }
        try {
            keep(next, next.listen(call, wanted, new Relay()));
            return true;
        } catch (McpException e) {
            return false; // it is gone again, of which we hear
        }
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
        lock.lock();
        try {
            SubscriptionFilter told = honoured;
            if (!isClosed && told != null) {
                reportAll(told);
            }
        } finally {
            lock.unlock();
        }
    }

    private void reportAll(SubscriptionFilter told) {
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
