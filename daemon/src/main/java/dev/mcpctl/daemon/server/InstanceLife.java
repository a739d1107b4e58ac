package dev.mcpctl.daemon.server;

import dev.mcpctl.api.server.HealthCheck;
import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.daemon.runtime.Exit;
import dev.mcpctl.daemon.runtime.InstanceStart;
import dev.mcpctl.daemon.runtime.RunningInstance;
import dev.mcpctl.daemon.runtime.Runtime;
import dev.mcpctl.daemon.runtime.StartFailure;
import dev.mcpctl.db.instance.Owner;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.upstream.Discovery;
import dev.mcpctl.mcp.upstream.SignInRequiredException;
import dev.mcpctl.mcp.upstream.Upstream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * One instance from its making to its end, on a virtual thread of its own: fetched, started, talked
 * to, started again when it ends, until {@link #end}.
 */
final class InstanceLife {
    private static final Logger log = LoggerFactory.getLogger(InstanceLife.class);
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(60);

    /** For so long a server that wants to know who asks is not asked again by nobody. */
    private static final Duration SIGN_IN_PATIENCE = Duration.ofMinutes(5);

    /** Between two looks whether what serves at an address does so already. */
    private static final Duration READY_POLL = Duration.ofMillis(100);

    private final Wanted wanted;
    private final InstanceStart start;
    private final Surroundings surroundings;
    private final InstanceRecord record;
    private final Supplier<HealthCheck> check;
    private final Thread thread;
    private volatile boolean isRetiring; // it may finish what it has open, and is not restarted
    private volatile boolean isEnding;
    private volatile boolean isOver;
    private @Nullable RunningInstance adopted; // of the life's thread, once begun, as the next
    private BackOff asking = BackOff.NONE; // for what every start here needs
    private boolean hasRun; // since the last start; one that failed is none
    private volatile @Nullable Upstream connecting; // closed by end(), so that a dial ends

    /** What every life shares. */
    record Surroundings(Runtime runtime, Dialer dialer, StartTurns turns, Pauses pauses) {}

    InstanceLife(
            Wanted wanted,
            Surroundings surroundings,
            InstanceRecord record,
            Supplier<HealthCheck> check) {
        this.wanted = wanted;
        this.start = wanted.start().named(record.name(), record.replica().owner().principal());
        this.surroundings = surroundings;
        this.record = record;
        this.check = check;
        this.thread = Thread.ofVirtual().name("instance-" + record.name()).unstarted(this::run);
    }

    String name() {
        return start.instance();
    }

    Wanted wanted() {
        return wanted;
    }

    Replica replica() {
        return record.replica();
    }

    void begin() {
        thread.start();
    }

    /** As {@link #begin}, with what runs already. */
    void beginWith(RunningInstance running) {
        adopted = running;
        begin();
    }

    /**
     * Gives it no more calls, and ends it when those it has are answered or that time is over.
     * Returns at once.
     */
    void retire(Duration patience, Runnable ended) {
        if (isRetiring) {
            return;
        }
        isRetiring = true;
        record.terminating();
        Thread.ofVirtual()
                .name("retire-" + name())
                .start(() -> {
                    awaitDrained(patience);
                    end();
                    ended.run();
                });
    }

    boolean isRetiring() {
        return isRetiring;
    }

    private void awaitDrained(Duration patience) {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        record.replica().drained().thenRun(() -> settled.complete(null));
        Thread timer =
                Thread.ofVirtual()
                        .name("drain-" + name())
                        .start(() -> {
                            try {
                                surroundings.pauses().sleep(patience);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            settled.complete(null);
                        });
        settled.join();
        timer.interrupt();
    }

    /** Ends it for good and returns when nothing of it runs. A second call is harmless. */
    void end() {
        isRetiring = true;
        record.terminating();
        isEnding = true;
        thread.interrupt();
        Upstream open = connecting;
        if (open != null) {
            open.close();
        }
        boolean wasInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                wasInterrupted = true; // what runs must be stopped all the same
            }
        }
        isOver = true;
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it was ended and nothing of it is left. */
    boolean isOver() {
        return isOver;
    }

    /** Takes it out of what is known of the server. */
    void bury() {
        record.gone();
    }

    private void run() {
        BackOff backOff = BackOff.NONE;
        try {
            while (!isRetiring) {
                backOff = runOnce(backOff);
                if (!isRetiring && hasRun) {
                    record.restarting();
                }
                hasRun = false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // end() interrupts
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("server", start.server())
                    .addKeyValue("instance", name())
                    .setCause(e)
                    .log("the instance's life ended unexpectedly");
            record.blocked(
                    new StartFailure("InternalError", "internal error; see mcpd's log"), null);
        }
    }

    /** One start and what came of it. Returns when it is time for the next. */
    private BackOff runOnce(BackOff before) throws InterruptedException {
        try {
            InstanceStart ready = prepared();
            return started(before, ready);
        } catch (StartFailure e) {
            if (e.isWorthAskingSoon()) {
                asking = asking.failed();
                block(e, asking.afterUnreachable());
                return before; // an engine that was away is no reason to wait after a crash
            }
            BackOff after = before.failed();
            boolean isElsewhere = start.source() instanceof ServerSource.Url;
            block(e, isElsewhere ? after.afterUnreachable() : after.afterFailedStart());
            return after;
        }
    }

    private void block(StartFailure why, Duration wait) throws InterruptedException {
        record.blocked(why, now().plus(wait));
        surroundings.pauses().sleep(wait);
    }

    private InstanceStart prepared() throws StartFailure, InterruptedException {
        InstanceStart exact = start;
        if (start.source() instanceof ServerSource.NpmPackage npm) {
            exact = start.from(exact(npm));
        }
        if (!surroundings.runtime().isPrepared(exact)) {
            record.pulling(exact.source().label());
            surroundings.runtime().prepare(exact);
        }
        return exact;
    }

    private ServerSource exact(ServerSource.NpmPackage npm)
            throws StartFailure, InterruptedException {
        if (npm.version() != null) {
            return npm;
        }
        return record.server().resolved(npm, surroundings.runtime()).of(npm);
    }

    private BackOff started(BackOff before, InstanceStart ready)
            throws StartFailure, InterruptedException {
        StartTurns.Turn turn = surroundings.turns().take();
        Instant began = now();
        String why;
        Optional<Exit> exit;
        try (LaunchedInstance launched =
                        new LaunchedInstance(ready, surroundings.runtime(), record, takeAdopted());
                Upstream upstream = dial(launched)) {
            connecting = upstream;
            record.starting();
            try (turn) {
                awaitAnswer(upstream, launched);
            } catch (SignInRequiredException e) {
                interruptIfEnding();
                awaitSignIn(e);
                return before;
            } catch (McpException e) {
                launched.rethrowFailure();
                interruptIfEnding();
                exit = launched.exitNow();
                why =
                        exit.map(Exit::text)
                                .map(text -> text + " before it answered")
                                .orElse(e.error().message());
                if (ready.source() instanceof ServerSource.Url) {
                    throw new StartFailure("Unreachable", e.error().message(), e);
                }
                return crashed(before, why, exit);
            }
            interruptIfEnding();
            launched.settle();
            record.running(upstream);
            asking = BackOff.NONE;
            Exit ended = probed(upstream, launched);
            exit = Optional.of(ended);
            why = ended.text();
        } finally {
            connecting = null;
        }
        return crashed(before.ranFor(Duration.between(began, now())), why, exit);
    }

    /**
     * It is there, and has nothing to say to strangers: tried again once it is asked by another.
     */
    private void awaitSignIn(SignInRequiredException required) throws InterruptedException {
        record.blocked(new StartFailure("SignInRequired", required.error().message()), null);
        CompletableFuture<Void> signedIn = new CompletableFuture<>();
        required.signedIn()
                .thenRun(() -> {
                    record.starting(); // before those who wait for it look
                    signedIn.complete(null);
                });
        try {
            signedIn.get(SIGN_IN_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException nobody) {
            // The server may have changed its mind.
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A process or container takes a while until it listens. */
    private void awaitAnswer(Upstream upstream, LaunchedInstance launched)
            throws InterruptedException {
        Deadline patience = Deadline.after(CONNECT_PATIENCE);
        while (true) {
            try {
                Discovery _ = upstream.discover(patience);
                return;
            } catch (McpException e) {
                boolean isWorthAnother =
                        start.listening().isPresent()
                                && !launched.hasEnded()
                                && !patience.hasPassed()
                                && !isEnding;
                if (!isWorthAnother) {
                    throw e;
                }
                Thread.sleep(READY_POLL);
            }
        }
    }

    private @Nullable RunningInstance takeAdopted() {
        RunningInstance taken = adopted;
        adopted = null;
        return taken;
    }

    private Upstream dial(LaunchedInstance launched) throws StartFailure {
        Owner owner = record.replica().owner();
        return launched.address()
                .map(address -> surroundings.dialer().http(owner, start, address))
                .orElseGet(() -> surroundings.dialer().stdio(start.server(), owner, launched));
    }

    private Exit probed(Upstream upstream, LaunchedInstance launched) throws InterruptedException {
        try (HealthProbe probe =
                new HealthProbe(
                        name(),
                        upstream,
                        check,
                        surroundings.pauses(),
                        (health, message) -> record.probed(upstream, health, message))) {
            record.replica().lookedAfterBy(probe::look);
            probe.start();
            return launched.awaitExit();
        } finally {
            record.replica().lookedAfterBy(() -> {});
        }
    }

    private BackOff crashed(BackOff before, String why, Optional<Exit> exit)
            throws InterruptedException {
        hasRun = true;
        BackOff after = before.failed();
        Duration wait = after.afterCrash();
        if (isRetiring) {
            return after;
        }
        if (wait.isZero()) {
            record.crashed(why, exit);
        } else {
            record.crashLooping(why, exit, now().plus(wait));
            surroundings.pauses().sleep(wait);
        }
        return after;
    }

    private void interruptIfEnding() throws InterruptedException {
        if (isEnding || Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private Instant now() {
        return surroundings.pauses().now();
    }
}
