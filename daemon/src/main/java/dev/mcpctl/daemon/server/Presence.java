package dev.mcpctl.daemon.server;

import dev.mcpctl.api.instance.Health;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.upstream.Upstream;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Whether one server can be talked to, now. Any thread; a server that runs costs no lock. */
public final class Presence {
    private static final Duration START_PATIENCE = Duration.ofSeconds(20);

    private final String server;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Now now =
            new Now(new ServerPhase.Queued(), Health.UNKNOWN, ""); // replaced under lock
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

    /** Wants to know of instances that come. Called on the worker's thread; must not block. */
    public interface Watcher {
        /** An instance runs that did not before. */
        void arrived(Upstream upstream);

        /** The server was deleted. */
        void gone();
    }

    /** What was observed at one moment. */
    record Now(ServerPhase phase, Health health, String healthMessage) {
        /** What there is to say, the more urgent first. */
        String message() {
            return phase.message().isEmpty() ? healthMessage : phase.message();
        }
    }

    Presence(String server) {
        this.server = server;
    }

    /**
     * The running server. While it is starting, or between two instances, this waits: within the
     * call's deadline and never longer than twenty seconds.
     *
     * @throws McpException {@code -32603}, with server and state in its data, when it does not run
     *     and will not at once, or when its probes fail
     */
    public Upstream ready(Call call) {
        Now seen = now;
        if (seen.phase() instanceof ServerPhase.Running running
                && seen.health() != Health.UNHEALTHY) {
            return running.upstream();
        }
        try (Cancellation.Registration _ = call.cancellation().onCancel(this::wakeUp)) {
            return awaitReady(call, call.deadline().orAfter(START_PATIENCE));
        }
    }

    /**
     * Sends a call to the running server, as {@link #ready} finds it. One that an instance ended
     * under before it was sent goes to the next instance; one that was sent is never sent again.
     */
    public Json call(Call call) {
        while (true) {
            Upstream upstream = ready(call);
            try {
                return upstream.call(call);
            } catch (InstanceEnded e) {
                leave(upstream);
            }
        }
    }

    /** That instance is gone, which its life will find out in a moment. */
    private void leave(Upstream gone) {
        lock.lock();
        try {
            if (running().filter(gone::equals).isPresent()) {
                now = new Now(new ServerPhase.Starting(), Health.UNKNOWN, "");
            }
        } finally {
            lock.unlock();
        }
    }

    /** The running server, if it runs, whatever its health. */
    public Optional<Upstream> running() {
        return now.phase() instanceof ServerPhase.Running running
                ? Optional.of(running.upstream())
                : Optional.empty();
    }

    /** Is told of what comes from now on, until the registration is closed. */
    public Cancellation.Registration watch(Watcher watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    Now now() {
        return now;
    }

    void enter(ServerPhase phase) {
        change(new Now(phase, Health.UNKNOWN, ""));
        if (phase instanceof ServerPhase.Running running) {
            watchers.forEach(watcher -> watcher.arrived(running.upstream()));
        }
    }

    /**
     * The worker is about to look again: who calls a stopped server now waits for what it finds.
     */
    void reconsider() {
        lock.lock();
        try {
            if (now.phase() instanceof ServerPhase.Stopped) {
                now = new Now(new ServerPhase.Queued(), Health.UNKNOWN, "");
            }
        } finally {
            lock.unlock();
        }
    }

    /** The server was deleted; nothing will arrive any more. */
    void end() {
        watchers.forEach(Watcher::gone);
        watchers.clear();
    }

    /** Does nothing when that upstream runs no more. */
    void probed(Upstream upstream, Health health, String message) {
        lock.lock();
        try {
            if (running().filter(upstream::equals).isPresent()) {
                now = new Now(now.phase(), health, message);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void change(Now next) {
        lock.lock();
        try {
            now = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void wakeUp() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Upstream awaitReady(Call call, Deadline patience) {
        lock.lock();
        try {
            while (true) {
                if (call.cancellation().isCancelled()) {
                    throw new CancelledException(call.cancellation().reason());
                }
                Now seen = now;
                switch (seen.phase()) {
                    case ServerPhase.Running running -> {
                        if (seen.health() == Health.UNHEALTHY) {
                            throw absent(seen);
                        }
                        return running.upstream();
                    }
                    case ServerPhase.Stopped _, ServerPhase.Blocked _, ServerPhase.CrashLoop _ ->
                            throw absent(seen);
                    case ServerPhase.Queued _,
                            ServerPhase.Pulling _,
                            ServerPhase.Starting _,
                            ServerPhase.Terminating _ -> {
                        if (patience.hasPassed()) {
                            throw absent(seen);
                        }
                        boolean _ =
                                changed.await(patience.remaining().toNanos(), TimeUnit.NANOSECONDS);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted");
        } finally {
            lock.unlock();
        }
    }

    private McpException absent(Now seen) {
        String state = seen.phase().state().label();
        boolean isUnhealthy = seen.phase() instanceof ServerPhase.Running;
        String how = isUnhealthy ? "unhealthy" : "not running (" + state + ")";
        String why = seen.message().isEmpty() ? "" : ": " + seen.message();
        return new McpException(
                new JsonRpcError(
                        ErrorCodes.INTERNAL_ERROR,
                        "server \"" + server + "\" is " + how + why,
                        Json.object("server", Json.of(server)).with("state", Json.of(state))));
    }
}
