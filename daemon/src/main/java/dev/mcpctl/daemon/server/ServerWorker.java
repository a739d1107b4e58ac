package dev.mcpctl.daemon.server;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.server.HealthCheck;
import dev.mcpctl.api.server.ServerRuntime;
import dev.mcpctl.api.server.ServerSpec;
import dev.mcpctl.api.server.Servers;
import dev.mcpctl.api.server.SessionMode;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.daemon.runtime.InstanceStart;
import dev.mcpctl.daemon.runtime.StartFailure;
import dev.mcpctl.db.instance.Owner;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Makes one server what the catalog says it should be. Woken as often as anybody likes; works on
 * one thread at a time, which lives only while there is something to do.
 */
final class ServerWorker {
    private static final Logger log = LoggerFactory.getLogger(ServerWorker.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final String server;
    private final Reconciling reconciling;
    private final Presence presence;
    private final StatusWriter writer;
    private final ServerRecord record;
    private final AtomicInteger signals = new AtomicInteger();
    private final ReentrantLock turn = new ReentrantLock();
    private final Fleet fleet; // guarded by turn, but for what it says itself; as the next
    private final OwnFleets own;
    private @Nullable InstanceRecord blocked; // guarded by turn; shown as Pending, with no life
    private volatile String lastDeleted = ""; // perhaps the name of what is blocked
    private String chosenFor = ""; // guarded by turn; the uid of a server
    private ServerRuntime chosenRuntime = ServerRuntime.PROCESS; // guarded by turn
    private volatile boolean isClosed;

    ServerWorker(String server, Reconciling reconciling) {
        this.server = server;
        this.reconciling = reconciling;
        Claims claims =
                new Claims(server, reconciling.maxOwners(), reconciling.pauses(), this::wake);
        this.presence = new Presence(server, claims);
        this.writer = reconciling.writer(server, this::instanceDeleted);
        this.record = new ServerRecord(presence, writer, reconciling.pauses(), this::instanceMoved);
        this.fleet =
                new Fleet(
                        server,
                        Owner.EVERYBODY,
                        reconciling,
                        record,
                        this::healthCheck,
                        this::wake);
        this.own = new OwnFleets(server, reconciling.leftRunning(), claims, this::fleetOf);
    }

    private Fleet fleetOf(Owner owner) {
        // A tool that is called to see how an instance does is no call of its owner's.
        return new Fleet(
                server, owner, reconciling, record, () -> healthCheck().ofLists(), this::wake);
    }

    Presence presence() {
        return presence;
    }

    /** Has the worker look again. Never blocks. */
    void wake() {
        presence.reconsider();
        if (signals.getAndIncrement() == 0) {
            Thread.ofVirtual().name("server-" + server).start(this::work);
        }
    }

    /** Somebody deleted the instance of that name: it is ended and another takes its place. */
    void instanceDeleted(String instance) {
        lastDeleted = instance;
        fleet.instanceDeleted(instance);
        own.instanceDeleted(instance);
        wake();
    }

    private void instanceMoved() {
        if (fleet.isUnsettled() || own.isUnsettled()) {
            wake();
        }
    }

    /** Ends what runs; returns when nothing does. */
    void close() {
        isClosed = true;
        turn.lock();
        try {
            stop();
        } finally {
            turn.unlock();
        }
    }

    /** Waits until what was observed last is written. */
    boolean flush(Duration patience) throws InterruptedException {
        return writer.flush(patience);
    }

    private void work() {
        while (true) {
            int seen = signals.get();
            boolean isDone = attempt();
            if (isDone && signals.compareAndSet(seen, 0)) {
                return;
            }
        }
    }

    /** False when it must be tried again. */
    private boolean attempt() {
        turn.lock();
        try {
            if (!isClosed) {
                reconcile(reconciling.catalog());
            }
            return true;
        } catch (Problem e) {
            log.atWarn().addKeyValue("server", server).log("not reconciled yet: {}", e.detail());
        } catch (RuntimeException e) {
            log.atError().addKeyValue("server", server).setCause(e).log("not reconciled yet");
        } finally {
            turn.unlock();
        }
        try {
            Thread.sleep(RETRY);
            return isClosed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void reconcile(Catalog catalog) {
        fleet.buryTheDead();
        own.buryTheDead();
        Optional<Resource> resource = catalog.find(ResourceKey.global(Servers.KIND.name(), server));
        Optional<ServerSpec> spec = catalog.spec(Servers.KIND, server);
        if (resource.isEmpty() || spec.isEmpty()) {
            stop();
            presence.end();
            reconciling.forget(server);
            return;
        }
        String uid = String.valueOf(resource.get().metadata().uid());
        Predicate<Wanted> isOfEarlier = wanted -> !wanted.serverUid().equals(uid); // of that name
        fleet.end(isOfEarlier);
        own.end(isOfEarlier);
        if (spec.get().replicas() == 0) {
            stopByWish(resource.get(), spec.get());
            return;
        }
        record.identify(uid, runtime(resource.get(), spec.get()));
        try {
            run(wanted(resource.get(), spec.get(), catalog), spec.get());
        } catch (StartFailure e) {
            block(resource.get(), spec.get(), e);
        }
    }

    private Wanted wanted(Resource resource, ServerSpec spec, Catalog catalog) throws StartFailure {
        InstanceStart start = new LaunchPlan(catalog, reconciling.vault()).of(server, spec);
        return new Wanted(
                start,
                String.valueOf(resource.metadata().uid()),
                resource.metadata().generation(),
                runtime(resource, spec));
    }

    private ServerRuntime runtime(Resource resource, ServerSpec spec) {
        String uid = String.valueOf(resource.metadata().uid());
        return spec.effectiveRuntime(resource.status()).orElseGet(() -> chosen(uid));
    }

    /** Made once; from its first status on the server keeps it, whatever comes and goes here. */
    private ServerRuntime chosen(String uid) {
        if (!chosenFor.equals(uid)) {
            chosenFor = uid;
            chosenRuntime = reconciling.runtimeOfPackages();
        }
        return chosenRuntime;
    }

    private void run(Wanted wanted, ServerSpec spec) throws StartFailure {
        requireRoomFor(wanted, spec);
        unblock();
        remembered().ifPresent(record::resolve);
        record.intend(spec.replicas());
        fleet.become(wanted, spec.replicas());
        own.become(wanted, spec.sessionMode());
    }

    /** A spec says this of itself, but for a package whose runtime is chosen on this machine. */
    private static void requireRoomFor(Wanted wanted, ServerSpec spec) throws StartFailure {
        boolean isOnlyOne = spec.replicas() == 1 && spec.sessionMode() == SessionMode.SHARED;
        if (!isOnlyOne && wanted.isInTheWayOf(wanted)) {
            throw new StartFailure(
                    "OnePort",
                    "expected replicas 1 and sessionMode shared, since processes would all listen on"
                            + " the same containerPort");
        }
    }

    /** The version that the status has, unless this very worker has just resolved one. */
    private Optional<ResolvedPackage> remembered() {
        if (record.resolved().isPresent()) {
            return Optional.empty();
        }
        return reconciling
                .catalog()
                .find(ResourceKey.global(Servers.KIND.name(), server))
                .flatMap(resource -> ResolvedPackage.of(resource.status()));
    }

    private void block(Resource resource, ServerSpec spec, StartFailure failure) {
        record.intend(spec.replicas());
        own.keep();
        if (fleet.keep(spec.replicas())) {
            unblock();
            record.heldUp(failure.text());
            return;
        }
        if (blocked != null && blocked.name().equals(lastDeleted)) {
            unblock();
        }
        if (blocked == null) {
            blocked =
                    record.begin(
                            reconciling.nextName(server),
                            resource.metadata().generation(),
                            Owner.EVERYBODY);
        }
        if (!blocked.replica().now().message().equals(failure.text())) {
            blocked.blocked(failure, null);
        }
    }

    private void unblock() {
        if (blocked != null) {
            blocked.gone();
            blocked = null;
        }
    }

    /** A server that never ran and is not to run costs no write. */
    private void stopByWish(Resource resource, ServerSpec spec) {
        boolean isShownStopped =
                resource.status().isEmpty()
                        || resource.status()
                                .path("state")
                                .asText()
                                .equals(new ServerPhase.Stopped().state().label());
        boolean isStopped = fleet.isEmpty() && own.isEmpty() && blocked == null;
        fleet.dwindle();
        own.dwindle();
        unblock();
        if (isStopped && isShownStopped) {
            presence.intend(0, new ServerPhase.Stopped());
            return;
        }
        record.identify(String.valueOf(resource.metadata().uid()), runtime(resource, spec));
        record.intend(0);
    }

    /** Ends everything at once, whatever is open there. */
    private void stop() {
        boolean isShown = !fleet.isEmpty() || !own.isEmpty() || blocked != null;
        fleet.endWhatWasLeft();
        own.endAll();
        fleet.end(_ -> true);
        unblock();
        if (isShown) {
            record.intend(0);
        } else {
            presence.intend(0, new ServerPhase.Stopped());
        }
    }

    private HealthCheck healthCheck() {
        return reconciling
                .catalog()
                .spec(Servers.KIND, server)
                .map(ServerSpec::healthCheck)
                .orElse(HealthCheck.DEFAULT);
    }
}
