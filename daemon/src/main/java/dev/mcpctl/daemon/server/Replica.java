package dev.mcpctl.daemon.server;

import dev.mcpctl.api.instance.Health;
import dev.mcpctl.db.instance.Owner;
import dev.mcpctl.mcp.upstream.Upstream;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One instance as routing sees it: whether it takes calls, and how many it has open. Any thread;
 * reading costs no lock.
 */
final class Replica {
    private final String name;
    private final Owner owner;
    private final AtomicInteger open = new AtomicInteger();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile Now now =
            new Now(new ServerPhase.Queued(), Health.UNKNOWN, ""); // replaced under this
    private volatile boolean isSuperseded;
    private volatile boolean isDoubted;
    private volatile Runnable look = () -> {};

    /** What was observed at one moment. */
    record Now(ServerPhase phase, Health health, String healthMessage) {
        /** What there is to say, the more urgent first. */
        String message() {
            return phase.message().isEmpty() ? healthMessage : phase.message();
        }

        boolean isTerminating() {
            return phase instanceof ServerPhase.Terminating;
        }

        boolean isServing() {
            return phase instanceof ServerPhase.Running && health != Health.UNHEALTHY;
        }

        boolean isReady() {
            return phase instanceof ServerPhase.Running && health == Health.HEALTHY;
        }

        private @Nullable Upstream upstream() {
            return phase instanceof ServerPhase.Running running ? running.upstream() : null;
        }
    }

    Replica(String name, Owner owner) {
        this.name = name;
        this.owner = owner;
    }

    String name() {
        return name;
    }

    /** Whom it serves. */
    Owner owner() {
        return owner;
    }

    Now now() {
        return now;
    }

    /** Calls that were sent to it and are not answered. */
    int open() {
        return open.get();
    }

    /** Whether it is of a spec that is not the present one. */
    void supersede(boolean byAnother) {
        isSuperseded = byAnother;
    }

    boolean isSuperseded() {
        return isSuperseded;
    }

    /**
     * Counts one more open call, which {@link #release} takes back.
     *
     * @return where to send it; null, with nothing to take back, when it takes no calls any more
     */
    @Nullable Upstream take() {
        open.incrementAndGet();
        Now seen = now;
        Upstream upstream = seen.isServing() ? seen.upstream() : null;
        if (upstream == null) {
            release();
        }
        return upstream;
    }

    /**
     * It could not be reached though it should take calls: whoever looks after it looks at once.
     * Others are to be preferred until it answers.
     */
    void doubt(Upstream unreached) {
        synchronized (this) {
            if (isDoubted || !unreached.equals(now.upstream())) {
                return;
            }
            isDoubted = true;
        }
        look.run();
    }

    boolean isDoubted() {
        return isDoubted;
    }

    /** A call came back from it. */
    void answered() {
        if (isDoubted) {
            isDoubted = false;
        }
    }

    /** What is done, without blocking, when it is doubted. */
    void lookedAfterBy(Runnable looking) {
        look = looking;
    }

    void release() {
        // Whoever terminates it looks at the count afterwards, so that one of the two sees zero.
        if (open.decrementAndGet() == 0 && now.isTerminating()) {
            drained.complete(null);
        }
    }

    /** What it serves with, whatever its health; null when it does not run. */
    @Nullable Upstream running() {
        return now.upstream();
    }

    /** False when it is terminating, from which nothing leads back. */
    synchronized boolean enter(ServerPhase phase) {
        if (now.isTerminating()) {
            return false;
        }
        now = new Now(phase, Health.UNKNOWN, "");
        isDoubted = false;
        if (open.get() == 0 && now.isTerminating()) {
            drained.complete(null);
        }
        return true;
    }

    /** That process is gone, which its life will find out in a moment. */
    synchronized void left(Upstream gone) {
        if (gone.equals(now.upstream())) {
            now = new Now(new ServerPhase.Starting(), Health.UNKNOWN, "");
        }
    }

    /** False when that upstream runs no more. */
    synchronized boolean probed(Upstream upstream, Health health, String message) {
        if (!upstream.equals(now.upstream())) {
            return false;
        }
        now = new Now(now.phase(), health, message);
        isDoubted &= health != Health.HEALTHY;
        return true;
    }

    /** Completes once it is terminating and has no open call. */
    CompletionStage<Void> drained() {
        return drained;
    }
}
