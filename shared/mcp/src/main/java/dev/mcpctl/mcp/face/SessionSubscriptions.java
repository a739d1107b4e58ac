package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.McpException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The one {@code listen} behind all that a handshake-era session is told unasked: changes of the
 * lists it was promised, and of the resources it subscribed to. A filter cannot be changed, so a
 * new one is opened, and acknowledged, before the old is closed.
 */
final class SessionSubscriptions implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MAX_RESOURCES = 1_000;

    private final McpEndpoint endpoint;
    private final Function<Json, Call> listenCall;
    private final SubscriptionFilter lists;
    private final Outbox outbox = new Outbox();
    private final ReentrantLock lock = new ReentrantLock();
    private Set<String> resources = Set.of(); // guarded by lock
    private @Nullable Listener current; // guarded by lock
    private boolean isClosed; // guarded by lock

    /**
     * @param listenCall makes the call of a listen with these params
     * @param capabilities what the session was promised
     */
    SessionSubscriptions(McpEndpoint endpoint, Function<Json, Call> listenCall, Json capabilities) {
        this.endpoint = endpoint;
        this.listenCall = listenCall;
        this.lists =
                new SubscriptionFilter(
                        isPromised(capabilities, "tools"),
                        isPromised(capabilities, "prompts"),
                        isPromised(capabilities, "resources"),
                        Set.of());
    }

    private static boolean isPromised(Json capabilities, String kind) {
        return capabilities
                .get(kind)
                .flatMap(declared -> declared.get("listChanged"))
                .filter(Json::isTrue)
                .isPresent();
    }

    Outbox outbox() {
        return outbox;
    }

    /** Watches the lists from now on, unless it does already. */
    void watch() {
        lock.lock();
        try {
            if (current == null && !isClosed && !lists.isEmpty()) {
                current = open(Set.of());
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * @throws McpException {@code -32602} when the endpoint does not tell of this resource
     */
    void subscribe(String uri) {
        lock.lock();
        try {
            if (resources.contains(uri)) {
                return;
            }
            if (resources.size() >= MAX_RESOURCES) {
                throw McpException.invalidParams(
                        "more than " + MAX_RESOURCES + " resources subscribed to");
            }
            var wanted = new LinkedHashSet<>(resources);
            wanted.add(uri);
            Listener next = open(wanted);
            if (!next.honoured().resources().contains(uri)) {
                next.close();
                throw McpException.invalidParams("cannot be subscribed to: " + uri);
            }
            replace(next, wanted);
        } finally {
            lock.unlock();
        }
    }

    void unsubscribe(String uri) {
        lock.lock();
        try {
            if (resources.contains(uri)) {
                var wanted = new LinkedHashSet<>(resources);
                wanted.remove(uri);
                replace(open(wanted), wanted);
            }
        } finally {
            lock.unlock();
        }
    }

    private void replace(Listener next, Set<String> wanted) {
        Listener old = current;
        current = next;
        resources = Set.copyOf(wanted);
        if (old != null) {
            old.close();
        }
    }

    private Listener open(Set<String> uris) {
        if (isClosed) {
            throw McpException.invalidRequest("the session has ended");
        }
        SubscriptionFilter filter = lists.withResources(uris);
        var listener = new Listener();
        listener.listening =
                endpoint.listen(
                        listenCall.apply(Json.object("notifications", filter.json())),
                        filter,
                        listener);
        return listener;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            if (current != null) {
                current.close();
                current = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** One listen of the session's. */
    private final class Listener implements SubscriptionSink {
        private final CompletableFuture<SubscriptionFilter> honoured = new CompletableFuture<>();
        private Listening listening = () -> {};

        @Override
        public void acknowledged(SubscriptionFilter filter) {
            honoured.complete(filter);
        }

        @Override
        public void event(Notification event) {
            outbox.put(event);
        }

        @Override
        public void ended() {
            honoured.complete(SubscriptionFilter.none());
        }

        SubscriptionFilter honoured() {
            try {
                return honoured.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException late) {
                return SubscriptionFilter.none();
            } catch (InterruptedException cancelled) {
                Thread.currentThread().interrupt();
                return SubscriptionFilter.none();
            }
        }

        void close() {
            listening.close();
        }
    }
}
