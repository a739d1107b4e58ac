package dev.mcpctl.daemon.server;

import dev.mcpctl.api.instance.InstanceState;
import dev.mcpctl.db.instance.Owner;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.upstream.NeverSentException;
import dev.mcpctl.mcp.upstream.Upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether one server can be talked to, now, and at which of its instances. Any thread; a server
 * that runs costs no lock.
 */
public final class Presence {
    private static final Duration START_PATIENCE = Duration.ofSeconds(20);

    private final String server;
    private final Claims claims;
    private final Replicas replicas = new Replicas();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
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

    /**
     * @param claims of those who have an instance of their own
     */
    Presence(String server, Claims claims) {
        this.server = server;
        this.claims = claims;
    }

    /** As the other, to an instance that serves everybody. */
    public Json call(Call call) {
        return call(call, Owner.EVERYBODY);
    }

    /**
     * Sends a call to an instance of the owner's that takes calls; one that there is not yet is
     * made. While there is none but one is starting, this waits: within the call's deadline and
     * never longer than twenty seconds. A call that an instance ended under before it was sent goes
     * to another, and so does, once, one that an instance could not be reached for, unless its
     * conversation was at that instance before; one that was sent is never sent again. One that
     * brings answers to what an instance asked goes back to that instance, if it takes calls.
     *
     * @throws McpException {@code -32603}, with the server in its data: with its state when it does
     *     not run and will not at once or when its probes fail, with the instance when that ended
     *     or did not answer
     */
    public Json call(Call call, Owner owner) {
        try (Claims.Use _ = claims.use(owner)) {
            return sent(call, owner);
        }
    }

    private Json sent(Call call, Owner owner) {
        boolean wasRefused = false;
        String preferred = Rounds.instanceOf(call);
        Call sent = preferred.isEmpty() ? call : Rounds.unmarked(call);
        while (true) {
            Replicas.Taken taken = take(call, owner, preferred);
            boolean isSent = true;
            preferred = "";
            try {
                Json answer = taken.upstream().call(sent);
                taken.replica().answered();
                return Rounds.marked(answer, taken.replica());
            } catch (CancelledException e) {
                throw e;
            } catch (McpException e) {
                if (InstanceEnded.isWhy(e)) {
                    isSent = false;
                    taken.replica().left(taken.upstream());
                } else if (NeverSentException.isWhy(e)) {
                    isSent = false;
                    boolean mayMove = replicas.refused(taken);
                    if (wasRefused || !mayMove) {
                        throw named(e, taken.replica());
                    }
                    wasRefused = true;
                } else {
                    throw named(e, taken.replica());
                }
            } finally {
                if (isSent) {
                    replicas.sent(taken);
                } else {
                    replicas.unsent(taken);
                }
            }
        }
    }

    /**
     * Has an owner keep their instance, without a call, until what is returned is closed.
     *
     * @throws McpException as {@link #call} does
     */
    public Cancellation.Registration hold(Owner owner) {
        return claims.use(owner)::close;
    }

    /** Where a call would go, waited for as {@link #call} does. */
    public Upstream ready(Call call, Owner owner) {
        Replicas.Taken taken = take(call, owner, "");
        replicas.unsent(taken);
        return taken.upstream();
    }

    /** Where this caller's calls go now; empty when nothing takes calls. */
    public Optional<Upstream> serving(Caller caller, Owner owner) {
        return Optional.ofNullable(replicas.next(caller, owner)).map(Replica::running);
    }

    /**
     * The instances that take calls, or would if they were healthy: those that serve everybody, and
     * the owner's.
     */
    public List<Upstream> running(Owner owner) {
        List<Upstream> running = new ArrayList<>();
        addRunning(replicas.of(Owner.EVERYBODY), running);
        if (!owner.isEverybody()) {
            addRunning(replicas.of(owner), running);
        }
        return running;
    }

    private static void addRunning(List<Replica> replicas, List<Upstream> running) {
        for (Replica replica : replicas) {
            Upstream upstream = replica.running();
            if (upstream != null) {
                running.add(upstream);
            }
        }
    }

    /** The conversation is over. */
    public void forget(Caller caller) {
        Affinity.Conversation over = Affinity.Conversation.of(caller);
        if (over != null) {
            replicas.forget(over);
            claims.over(Owner.session(over.principal(), over.handle()));
        }
    }

    /** Is told of what changes from now on, until the registration is closed. */
    public Cancellation.Registration watch(Watcher watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** Of those that serve everybody. */
    ServerSummary now() {
        return ServerSummary.of(replicas.of(Owner.EVERYBODY), idle, wanted);
    }

    /** Calls that were sent and are not answered. */
    int open() {
        return replicas.open();
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
        replicas.add(replica);
        wakeUp();
    }

    void remove(Replica replica) {
        replicas.remove(replica);
        wakeUp();
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

    private Replicas.Taken take(Call call, Owner owner, String preferred) {
        Replicas.Taken taken = replicas.take(call.caller(), owner, preferred);
        if (taken != null) {
            return taken;
        }
        try (Cancellation.Registration _ = call.cancellation().onCancel(this::wakeUp)) {
            return awaitTaken(call, owner, call.deadline().orAfter(START_PATIENCE));
        }
    }

    private Replicas.Taken awaitTaken(Call call, Owner owner, Deadline patience) {
        lock.lock();
        try {
            while (true) {
                if (call.cancellation().isCancelled()) {
                    throw new CancelledException(call.cancellation().reason());
                }
                Replicas.Taken taken = replicas.take(call.caller(), owner, "");
                if (taken != null) {
                    return taken;
                }
                if (!isComing(owner) || patience.hasPassed()) {
                    throw absent(owner);
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
    private boolean isComing(Owner owner) {
        List<Replica> staying = staying(owner);
        return staying.isEmpty()
                ? idle instanceof ServerPhase.Queued && !isBlocked()
                : staying.stream().anyMatch(replica -> replica.now().phase().isComing());
    }

    private List<Replica> staying(Owner owner) {
        return replicas.of(owner).stream()
                .filter(replica -> !replica.now().isTerminating())
                .toList();
    }

    /** Whether nothing of the server can be started, whoever it is for. */
    private boolean isBlocked() {
        List<Replica> forEverybody = staying(Owner.EVERYBODY);
        return !forEverybody.isEmpty()
                && forEverybody.stream()
                        .allMatch(replica -> replica.now().phase() instanceof ServerPhase.Blocked);
    }

    private ServerSummary seen(Owner owner) {
        List<Replica> own = replicas.of(owner);
        if (owner.isEverybody() || (own.isEmpty() && isBlocked())) {
            return now();
        }
        return ServerSummary.of(own, idle, 1);
    }

    private McpException absent(Owner owner) {
        ServerSummary seen = seen(owner);
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
