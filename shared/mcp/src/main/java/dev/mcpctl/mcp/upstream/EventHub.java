package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Everybody who wants to hear of one server's changes, and the one watch at the server that serves
 * them all. While somebody does, a virtual thread keeps the watch up: it connects, asks for what
 * all want together, and does so again after the server was lost.
 */
final class EventHub implements Connection.Events, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventHub.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int MAX_EARLY = 64;

    private final String server;
    private final Function<SubscriptionFilter, SubscriptionFilter> watch;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean isDue; // guarded by lock, as are the five below
    private @Nullable Thread keeper; // of the watch
    private boolean isWatching; // whether the server was asked for anything
    private boolean wasLost;
    private boolean isRunning;
    private boolean isClosed;

    /**
     * @param watch has the server tell of what it is given and returns what it will; blocks, throws
     *     when the server is out of reach
     */
    EventHub(String server, Function<SubscriptionFilter, SubscriptionFilter> watch) {
        this.server = server;
        this.watch = watch;
    }

    Listening add(SubscriptionFilter filter, SubscriptionSink sink) {
        var subscription = new Subscription(filter, sink);
        lock.lock();
        try {
            if (isClosed) {
                throw McpException.upstream(server, "server \"" + server + "\" is gone");
            }
            subscriptions.add(subscription);
            due();
        } finally {
            lock.unlock();
        }
        return () -> remove(subscription);
    }

    private void remove(Subscription subscription) {
        subscription.stop();
        if (subscriptions.remove(subscription)) {
            lock.lock();
            try {
                due();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Called with the lock held. */
    private void due() {
        isDue = true;
        changed.signalAll();
        if (!isRunning && !isClosed) {
            isRunning = true;
            keeper = Thread.ofVirtual().name("mcp-watch-" + server).start(this::run);
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        long lastWatch = System.nanoTime();
        while (awaitWork()) {
            List<Subscription> asked = List.copyOf(subscriptions);
            boolean mayHaveMissed = takeLost();
            try {
                SubscriptionFilter honoured = watch.apply(union(asked));
                boolean isAnother = takeLostOnTheWay() || mayHaveMissed;
                asked.forEach(subscription -> subscription.honoured(honoured, isAnother));
                pause = isAnother && isShort(lastWatch) ? longer(pause) : FIRST_PAUSE;
                lastWatch = System.nanoTime();
                if (isAnother) {
                    rest(pause); // a server that drops every watch at once must not be asked all
                    // the time
                }
            } catch (McpException unreachable) {
                log.debug("cannot watch: server={} reason={}", server, unreachable.getMessage());
                pauseAndRetry(pause, mayHaveMissed);
                pause = longer(pause);
            } catch (RuntimeException bug) {
                log.error("watch failed: server={}", server, bug);
                pauseAndRetry(LONGEST_PAUSE, mayHaveMissed);
            }
        }
    }

    /**
     * Waits until there is something to ask the server for; false when nobody listens any more and
     * it has been told so.
     */
    private boolean awaitWork() {
        lock.lock();
        try {
            while (!isDue && !isClosed && isWatching) {
                changed.awaitUninterruptibly();
            }
            boolean hasListeners = !subscriptions.isEmpty();
            isRunning = isDue && !isClosed && (isWatching || hasListeners);
            isWatching = hasListeners;
            isDue = false;
            return isRunning;
        } finally {
            lock.unlock();
        }
    }

    private boolean takeLost() {
        lock.lock();
        try {
            boolean lost = wasLost;
            wasLost = false;
            return lost;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether the watch just put up stands on another connection; a loss since has its own turn.
     */
    private boolean takeLostOnTheWay() {
        lock.lock();
        try {
            return !isDue && takeLost();
        } finally {
            lock.unlock();
        }
    }

    private static boolean isShort(long sinceNanos) {
        return System.nanoTime() - sinceNanos < LONGEST_PAUSE.toNanos();
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    private void pauseAndRetry(Duration pause, boolean mayHaveMissed) {
        lock.lock();
        try {
            wasLost |= mayHaveMissed;
            isDue = true;
        } finally {
            lock.unlock();
        }
        rest(pause);
    }

    /** Lets some time pass, a little more or less than told, so that many do not come at once. */
    private void rest(Duration pause) {
        lock.lock();
        try {
            long left =
                    (long)
                            (pause.toNanos()
                                    * (0.8 + 0.4 * ThreadLocalRandom.current().nextDouble()));
            while (left > 0 && !isClosed && !subscriptions.isEmpty()) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private static SubscriptionFilter union(List<Subscription> subscriptions) {
        SubscriptionFilter all = SubscriptionFilter.none();
        for (Subscription subscription : subscriptions) {
            all = all.or(subscription.filter);
        }
        return all;
    }

    @Override
    public void changed(Notification event) {
        subscriptions.forEach(subscription -> subscription.event(event));
    }

    @Override
    public void lost() {
        lost(true);
    }

    /** The server is reached anew; where that was done for the watch, it is on its way already. */
    void renewed() {
        lock.lock();
        try {
            lost(!Thread.currentThread().equals(keeper));
        } finally {
            lock.unlock();
        }
    }

    private void lost(boolean needsAnother) {
        lock.lock();
        try {
            if (!subscriptions.isEmpty()) {
                wasLost = true;
                if (needsAnother) {
                    due();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends every subscription. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        subscriptions.forEach(Subscription::end);
        subscriptions.clear();
    }

    /** One listener. Its lock makes the sink hear one thing at a time. */
    private static final class Subscription {
        private final SubscriptionFilter filter;
        private final SubscriptionSink sink;
        private SubscriptionFilter honoured = SubscriptionFilter.none(); // guarded by this
        private boolean isAcknowledged; // guarded by this
        private final Set<Notification> early = new LinkedHashSet<>(); // guarded by this
        private boolean isOver; // guarded by this

        Subscription(SubscriptionFilter filter, SubscriptionSink sink) {
            this.filter = filter;
            this.sink = sink;
        }

        synchronized void honoured(SubscriptionFilter byServer, boolean mayHaveMissed) {
            if (isOver) {
                return;
            }
            honoured = filter.and(byServer);
            if (!isAcknowledged) {
                isAcknowledged = true;
                sink.acknowledged(honoured);
                early.forEach(this::event);
                early.clear();
            } else if (mayHaveMissed) {
                reportAll();
            }
        }

        private void reportAll() {
            event(new Notification(Methods.TOOLS_CHANGED));
            event(new Notification(Methods.PROMPTS_CHANGED));
            event(new Notification(Methods.RESOURCES_CHANGED));
            for (String uri : honoured.resources()) {
                event(new Notification(Methods.RESOURCE_UPDATED, Json.object("uri", Json.of(uri))));
            }
        }

        synchronized void event(Notification event) {
            if (!isAcknowledged && early.size() < MAX_EARLY && filter.wants(event)) {
                early.add(event); // a server may tell before it has said what it will tell
            }
            if (!isOver && isAcknowledged && honoured.wants(event)) {
                sink.event(event);
            }
        }

        synchronized void stop() {
            isOver = true;
        }

        synchronized void end() {
            if (!isOver) {
                isOver = true;
                sink.ended();
            }
        }
    }
}
