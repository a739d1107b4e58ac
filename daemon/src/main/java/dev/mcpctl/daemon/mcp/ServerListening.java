package dev.mcpctl.daemon.mcp;

import dev.mcpctl.daemon.server.Presence;
import dev.mcpctl.db.instance.Owner;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.upstream.Discovery;
import dev.mcpctl.mcp.upstream.Upstream;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A subscription at a server that outlives its instances. Changes of lists are heard from all of
 * them, since the next list may be another's; changes of a resource from the one where the
 * subscriber's calls go, its own. When its own takes no calls any more, another becomes that:
 * everything subscribed to is reported as changed then, and when an instance of another spec took
 * the place of one, since another instance may have other tools.
 */
final class ServerListening implements Listening, Presence.Watcher {
    private final Presence presence;
    private final Call call;
    private final Owner owner;
    private final SubscriptionFilter wanted;
    private final Gathering told;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Upstream, Listening> open = new HashMap<>(); // guarded by lock, as all below
    private @Nullable Upstream own;
    private @Nullable SubscriptionFilter honoured;
    private Cancellation.@Nullable Registration watching;
    private Cancellation.Registration holding = () -> {};
    private boolean isFollowing; // a thread is at work
    private boolean isDue;
    private boolean isClosed;

    ServerListening(
            Presence presence,
            Call call,
            Owner owner,
            SubscriptionFilter wanted,
            SubscriptionSink sink) {
        this.presence = presence;
        this.call = call;
        this.owner = owner;
        this.wanted = wanted;
        this.told = new Gathering(sink);
    }

    /**
     * Listens at the instances that run now, of which the owner's stays as long as this is open;
     * the sink has been told so when this returns.
     */
    void begin() {
        holding = presence.hold(owner);
        try {
            begin(presence.ready(call, owner));
        } catch (McpException e) {
            holding.close();
            throw e;
        }
    }

    private void begin(Upstream first) {
        SubscriptionFilter deliverable = deliverable(first.discover(call.deadline()));
        lock.lock();
        try {
            honoured = deliverable;
            own = first;
            isFollowing = true;
            told.acknowledged(deliverable);
            watching = presence.watch(this);
        } finally {
            lock.unlock();
        }
        follow();
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
        lock.lock();
        try {
            isDue = true;
            if (!isClosed && !isFollowing && !isSettled(presence.running(owner))) {
                isFollowing = true;
                Thread.ofVirtual().name("relisten").start(this::follow);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isSettled(List<Upstream> running) {
        return open.size() == running.size() && open.keySet().containsAll(running);
    }

    @Override
    public void replaced() {
        Thread.ofVirtual().name("replaced").start(this::reportAll);
    }

    /** Listens where it should, until nothing has changed meanwhile. One thread at a time. */
    private void follow() {
        while (true) {
            boolean hasMoved = moveOn();
            listenWhereWeDoNot();
            told.mayRepeat(isAtSeveral());
            if (hasMoved) {
                reportAll();
            }
            lock.lock();
            try {
                if (!isDue || isClosed) {
                    isFollowing = false;
                    return;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Lets go of those that are gone; true when the subscriber's own is another now. */
    private boolean moveOn() {
        List<Listening> left = new ArrayList<>();
        boolean hasMoved = false;
        lock.lock();
        try {
            isDue = false;
            List<Upstream> running = presence.running(owner);
            Upstream before = own;
            if (before == null || !running.contains(before)) {
                Optional<Upstream> next = presence.serving(call.caller(), owner);
                if (next.isPresent() && !next.get().equals(before)) {
                    own = next.get();
                    hasMoved = true;
                    Listening toLists = open.remove(next.get());
                    if (toLists != null) {
                        left.add(toLists);
                    }
                }
            }
            open.entrySet()
                    .removeIf(entry ->
                            !running.contains(entry.getKey()) && left.add(entry.getValue()));
        } finally {
            lock.unlock();
        }
        left.forEach(Listening::close);
        return hasMoved;
    }

    private void listenWhereWeDoNot() {
        for (Upstream instance : presence.running(owner)) {
            SubscriptionFilter there;
            lock.lock();
            try {
                if (isClosed || open.containsKey(instance)) {
                    continue;
                }
                there = instance.equals(own) ? wanted : wanted.and(SubscriptionFilter.lists());
                open.put(instance, () -> {});
            } finally {
                lock.unlock();
            }
            if (there.isEmpty()) {
                continue;
            }
            try {
                keep(instance, instance.listen(call, there, new Relay(instance)));
            } catch (McpException e) {
                // It is gone again, of which we hear.
            }
        }
    }

    private boolean isAtSeveral() {
        lock.lock();
        try {
            return open.size() > 1;
        } finally {
            lock.unlock();
        }
    }

    private void keep(Upstream instance, Listening opened) {
        lock.lock();
        try {
            if (open.replace(instance, opened) != null) {
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
            SubscriptionFilter all = honoured;
            if (!isClosed && all != null) {
                told.everything(all);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void gone() {
        close(told::ended);
    }

    @Override
    public void close() {
        close(told::close);
    }

    private void close(Runnable last) {
        List<Listening> left;
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            left = new ArrayList<>(open.values());
            open.clear();
            if (watching != null) {
                watching.close();
            }
            last.run();
        } finally {
            lock.unlock();
        }
        left.forEach(Listening::close);
        holding.close();
    }

    /** What one instance says. */
    private final class Relay implements SubscriptionSink {
        private final Upstream instance;

        Relay(Upstream instance) {
            this.instance = instance;
        }

        @Override
        public void acknowledged(SubscriptionFilter ofThisInstance) {
            // Our client was told once what it gets.
        }

        @Override
        public void event(Notification event) {
            lock.lock();
            try {
                if (!isClosed && open.containsKey(instance)) {
                    told.event(event);
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
