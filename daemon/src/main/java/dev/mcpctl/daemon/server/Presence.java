package dev.mcpctl.daemon.server;

import dev.mcpctl.api.instance.InstanceState;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.upstream.Upstream;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Whether one server can be talked to, now, and at which of its instances: the conversation's own,
 * else the one with the fewest open calls. Any thread; a server that runs costs no lock.
 */
public final class Presence {
    private static final Duration START_PATIENCE = Duration.ofSeconds(20);

    private final String server;
    private final Affinity affinity = new Affinity();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile List<Replica> replicas = List.of(); // replaced under lock
    private volatile ServerPhase idle = new ServerPhase.Queued(); // replaced under lock
    private volatile int wanted;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

    /** Wants to know of instances that come and go. Called on their threads; must not block. */
    public interface Watcher {
        /** An instance began or ceased to take calls. */
        void changed();

        /** An instance of another spec has taken the place of one, so that lists may differ. */
        void replaced();

        /** The server was deleted. */
        void gone();
    }

    private record Taken(Replica replica, Upstream upstream) {}

    Presence(String server) {
        this.server = server;
    }

    /**
     * Sends a call to an instance that takes calls. While there is none but one is starting, this
     * waits: within the call's deadline and never longer than twenty seconds. A call that an
     * instance ended under before it was sent goes to another; one that was sent is never sent
     * again.
     *
     * @throws McpException {@code -32603}, with the server in its data: with its state when it does
     *     not run and will not at once or when its probes fail, with the instance when that ended
     *     or did not answer
     */
    public Json call(Call call) {
        while (true) {
            Taken taken = take(call);
            try {
                return taken.upstream().call(call);
            } catch (CancelledException e) {
                throw e;
            } catch (McpException e) {
                if (!InstanceEnded.isWhy(e)) {
                    throw named(e, taken.replica());
                }
                taken.replica().left(taken.upstream());
            } finally {
                taken.replica().release();
            }
        }
    }

    /** Where a call would go, waited for as {@link #call} does. */
    public Upstream ready(Call call) {
        Taken taken = take(call);
        taken.replica().release();
        return taken.upstream();
    }

    /** Where this caller's calls go now; empty when nothing takes calls. */
    public Optional<Upstream> serving(Caller caller) {
        return Optional.ofNullable(pick(Affinity.Conversation.of(caller))).map(Replica::running);
    }

    /** Whether that instance still takes calls, or would if it were healthy. */
    public boolean isRunning(Upstream upstream) {
        return replicas.stream().anyMatch(replica -> upstream.equals(replica.running()));
    }

    /** The conversation is over. */
    public void forget(Caller caller) {
        Affinity.Conversation over = Affinity.Conversation.of(caller);
        if (over != null) {
            affinity.forget(over);
        }
    }

    /** Is told of what changes from now on, until the registration is closed. */
    public Cancellation.Registration watch(Watcher watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    ServerSummary now() {
        return ServerSummary.of(replicas, idle, wanted);
    }

    /** Calls that were sent and are not answered. */
    int open() {
        return replicas.stream().mapToInt(Replica::open).sum();
    }

    /** How many instances there are to be, and where the server is while it has none. */
    void intend(int count, ServerPhase without) {
        lock.lock();
        try {
            wanted = count;
            idle = without;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The worker is about to look again: who calls a stopped server now waits for what it finds.
     */
    void reconsider() {
        lock.lock();
        try {
            if (idle instanceof ServerPhase.Stopped) {
                idle = new ServerPhase.Queued();
            }
        } finally {
            lock.unlock();
        }
    }

    void add(Replica replica) {
        replace(present -> present.add(replica));
    }

    void remove(Replica replica) {
        replace(present -> present.remove(replica));
        affinity.forget(replica);
    }

    private void replace(Consumer<List<Replica>> change) {
        lock.lock();
        try {
            List<Replica> next = new ArrayList<>(replicas);
            change.accept(next);
            replicas = List.copyOf(next);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** One of the replicas is in another phase. */
    void moved() {
        wakeUp();
        watchers.forEach(Watcher::changed);
    }

    /** One of the replicas is in another health. */
    void probed() {
        wakeUp();
    }

    /** One of an earlier spec takes no calls any more. */
    void replaced() {
        watchers.forEach(Watcher::replaced);
    }

    /** The server was deleted; nothing will arrive any more. */
    void end() {
        watchers.forEach(Watcher::gone);
        watchers.clear();
    }

    private void wakeUp() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Taken take(Call call) {
        Taken taken = takeNow(call.caller());
        if (taken != null) {
            return taken;
        }
        try (Cancellation.Registration _ = call.cancellation().onCancel(this::wakeUp)) {
            return awaitTaken(call, call.deadline().orAfter(START_PATIENCE));
        }
    }

    private @Nullable Taken takeNow(Caller caller) {
        Affinity.Conversation conversation = Affinity.Conversation.of(caller);
        for (Replica picked = pick(conversation); picked != null; picked = pick(conversation)) {
            Upstream upstream = picked.take();
            if (upstream != null) {
                return new Taken(picked, upstream);
            }
        }
        return null;
    }

    private @Nullable Replica pick(Affinity.@Nullable Conversation conversation) {
        if (conversation == null) {
            return leastLoaded();
        }
        Replica known = affinity.of(conversation);
        if (known != null && known.now().isServing()) {
            return known;
        }
        Replica least = leastLoaded();
        return least == null ? null : affinity.settle(conversation, least);
    }

    /** Of those with as few open calls any, so that the first of the list has no more to do. */
    private @Nullable Replica leastLoaded() {
        List<Replica> present = replicas;
        int count = present.size();
        int first = count < 2 ? 0 : ThreadLocalRandom.current().nextInt(count);
        Replica least = null;
        int leastOpen = Integer.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            Replica replica = present.get((first + i) % count);
            int open = replica.open();
            if (open < leastOpen && replica.now().isServing()) {
                least = replica;
                leastOpen = open;
            }
        }
        return least;
    }

    private Taken awaitTaken(Call call, Deadline patience) {
        lock.lock();
        try {
            while (true) {
                if (call.cancellation().isCancelled()) {
                    throw new CancelledException(call.cancellation().reason());
                }
                Taken taken = takeNow(call.caller());
                if (taken != null) {
                    return taken;
                }
                if (!isComing() || patience.hasPassed()) {
                    throw absent();
                }
                boolean _ = changed.await(patience.remaining().toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted");
        } finally {
            lock.unlock();
        }
    }

    /** Whether an instance will take calls soon, as far as anybody can tell. */
    private boolean isComing() {
        List<Replica> staying =
                replicas.stream().filter(replica -> !replica.now().isTerminating()).toList();
        return staying.isEmpty()
                ? idle instanceof ServerPhase.Queued
                : staying.stream().anyMatch(replica -> replica.now().phase().isComing());
    }

    private McpException absent() {
        ServerSummary seen = now();
        InstanceState shown =
                idle instanceof ServerPhase.Stopped ? InstanceState.STOPPED : seen.state();
        String how =
                shown == InstanceState.RUNNING
                        ? "unhealthy"
                        : "not running (" + shown.label() + ")";
        String why = seen.message().isEmpty() ? "" : ": " + seen.message();
        return new McpException(
                new JsonRpcError(
                        ErrorCodes.INTERNAL_ERROR,
                        "server \"" + server + "\" is " + how + why,
                        Json.object("server", Json.of(server))
                                .with("state", Json.of(shown.label()))));
    }

    /** What the server itself answered stays as it is; what we say of it names the instance. */
    private McpException named(McpException failed, Replica replica) {
        JsonRpcError error = failed.error();
        Optional<Json> data =
                error.detail()
                        .filter(Json::isObject)
                        .filter(detail -> detail.text("server").filter(server::equals).isPresent());
        if (data.isEmpty()) {
            return failed;
        }
        return new McpException(
                new JsonRpcError(
                        error.code(),
                        error.message() + " (instance " + replica.name() + ")",
                        data.get().with("instance", Json.of(replica.name()))),
                failed);
    }
}
