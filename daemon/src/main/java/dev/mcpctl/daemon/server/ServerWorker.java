package dev.mcpctl.daemon.server;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.server.HealthCheck;
import dev.mcpctl.api.server.ServerRuntime;
import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.api.server.ServerSpec;
import dev.mcpctl.api.server.Servers;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.daemon.runtime.InstanceStart;
import dev.mcpctl.daemon.runtime.StartFailure;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    /** How long an instance that is replaced may go on with the calls it has. */
    private static final Duration DRAIN = Duration.ofSeconds(30);

    /** The same, while the one that replaces it has to wait for its end. */
    private static final Duration SHORT_DRAIN = Duration.ofSeconds(5);

    private final String server;
    private final Reconciling reconciling;
    private final Presence presence;
    private final StatusWriter writer;
    private final ServerRecord record;
    private final AtomicInteger signals = new AtomicInteger();
    private final ReentrantLock turn = new ReentrantLock();
    private final List<InstanceLife> lives = new ArrayList<>(); // guarded by turn; oldest first
    private @Nullable InstanceRecord blocked; // guarded by turn; shown as Pending, with no life
    private final Set<String> deletedInstances = ConcurrentHashMap.newKeySet();
    private volatile boolean isRolling; // instances are not yet as wanted
    private volatile boolean isClosed;

    ServerWorker(String server, Reconciling reconciling) {
        this.server = server;
        this.reconciling = reconciling;
        this.presence = new Presence(server);
        this.writer = reconciling.writer(server, this::instanceDeleted);
        this.record = new ServerRecord(presence, writer, reconciling.pauses(), this::instanceMoved);
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
        deletedInstances.add(instance);
        wake();
    }

    private void instanceMoved() {
        if (isRolling) {
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
        buryTheDead();
        Optional<Resource> resource = catalog.find(ResourceKey.global(Servers.KIND.name(), server));
        Optional<ServerSpec> spec = catalog.spec(Servers.KIND, server);
        if (resource.isEmpty() || spec.isEmpty()) {
            stop();
            presence.end();
            reconciling.forget(server);
            return;
        }
        String uid = String.valueOf(resource.get().metadata().uid());
        endAll(life -> !life.wanted().serverUid().equals(uid)); // of an earlier one of its name
        if (spec.get().replicas() == 0) {
            stopByWish(resource.get(), spec.get());
            return;
        }
        record.identify(uid, runtime(resource.get(), spec.get()));
        try {
            run(wanted(resource.get(), spec.get(), catalog), spec.get().replicas());
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

    private static ServerRuntime runtime(Resource resource, ServerSpec spec) {
        return spec.effectiveRuntime(resource.status()).orElse(ServerRuntime.PROCESS);
    }

    private void run(Wanted wanted, int replicas) throws StartFailure {
        requireRoomFor(wanted, replicas);
        unblock();
        remembered().ifPresent(record::resolve);
        record.intend(replicas);
        adopt(wanted, replicas);
        boolean isCrowded =
                lives.stream()
                        .filter(life -> !wanted.isServedBy(life.wanted()) || isDeleted(life))
                        .anyMatch(life -> life.wanted().isInTheWayOf(wanted));
        List<Rollout.Member> members = members(life -> wanted.isServedBy(life.wanted()));
        Rollout next =
                isCrowded
                        ? Rollout.oneAfterTheOther(members, replicas, true)
                        : Rollout.next(members, replicas);
        retire(next, isCrowded ? SHORT_DRAIN : DRAIN);
        for (int i = 0; i < next.start(); i++) {
            begin(wanted);
        }
        isRolling =
                !next.retire().isEmpty()
                        || next.start() > 0
                        || lives.size() != replicas
                        || lives.stream().anyMatch(life -> life.replica().isSuperseded());
    }

    /** A spec says this of itself, but for a package whose runtime is chosen on this machine. */
    private static void requireRoomFor(Wanted wanted, int replicas) throws StartFailure {
        if (replicas > 1 && wanted.isInTheWayOf(wanted)) {
            throw new StartFailure(
                    "OnePort",
                    "replicas: expected 1, since processes would all listen on the same"
                            + " containerPort");
        }
    }

    private boolean isDeleted(InstanceLife life) {
        return life.isRetiring() || deletedInstances.contains(life.name());
    }

    /** Goes on with what an earlier mcpd left running, when it is what is wanted. */
    private void adopt(Wanted wanted, int replicas) {
        List<Adoption> unwanted = new ArrayList<>();
        String fingerprint = resolved(wanted.start()).fingerprint();
        for (Adoption left : reconciling.leftRunning().take(server)) {
            if (lives.size() < replicas && left.isWhat(wanted, fingerprint)) {
                InstanceLife life = life(wanted, record.resume(left.row()));
                lives.add(life);
                life.beginWith(left.running());
            } else {
                unwanted.add(left);
            }
        }
        reconciling.leftRunning().end(unwanted);
    }

    private InstanceStart resolved(InstanceStart start) {
        return start.source() instanceof ServerSource.NpmPackage npm && npm.version() == null
                ? record.resolved()
                        .filter(version -> version.isOf(npm))
                        .map(version -> start.from(version.of(npm)))
                        .orElse(start)
                : start;
    }

    private void endWhatWasLeft() {
        reconciling.leftRunning().end(reconciling.leftRunning().take(server));
    }

    /** Those that stay; what was deleted by name is on its way out. */
    private List<Rollout.Member> members(Predicate<InstanceLife> isWanted) {
        List<Rollout.Member> members = new ArrayList<>();
        for (InstanceLife life : lives) {
            if (deletedInstances.remove(life.name())) {
                boolean isAlone = life.wanted().isInTheWayOf(life.wanted());
                life.retire(isAlone ? SHORT_DRAIN : DRAIN, this::wake);
            }
            if (!life.isRetiring()) {
                members.add(member(life, isWanted.test(life)));
            }
        }
        deletedInstances.retainAll(lives.stream().map(InstanceLife::name).toList());
        return members;
    }

    private void retire(Rollout next, Duration patience) {
        lives.stream()
                .filter(life -> next.retire().contains(life.name()))
                .forEach(life -> life.retire(patience, this::wake));
    }

    private static Rollout.Member member(InstanceLife life, boolean isWanted) {
        if (!isWanted) {
            life.replica().supersede();
        }
        Replica.Now now = life.replica().now();
        Rollout.Standing standing =
                now.isReady()
                        ? Rollout.Standing.READY
                        : now.isServing() ? Rollout.Standing.SERVING : Rollout.Standing.ABSENT;
        return new Rollout.Member(life.name(), isWanted, standing);
    }

    private void begin(Wanted wanted) {
        InstanceRecord named = record.begin(reconciling.nextName(server), wanted.generation());
        InstanceLife life = life(wanted, named);
        lives.add(life);
        life.begin();
    }

    private InstanceLife life(Wanted wanted, InstanceRecord named) {
        return new InstanceLife(
                wanted, reconciling.surroundings(wanted.runtime()), named, this::healthCheck);
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

    /** What takes calls goes on, as it was started; what does not is ended. */
    private void block(Resource resource, ServerSpec spec, StartFailure failure) {
        endWhatWasLeft();
        List<Rollout.Member> members = members(life -> life.replica().now().isServing());
        retire(Rollout.next(members, spec.replicas()), DRAIN);
        boolean isServed = lives.stream().anyMatch(life -> !life.isRetiring());
        isRolling = true;
        if (isServed) {
            unblock();
            record.intend(spec.replicas());
            record.heldUp(failure.text());
            return;
        }
        record.intend(spec.replicas());
        if (blocked != null && deletedInstances.remove(blocked.name())) {
            unblock();
        }
        if (blocked == null) {
            blocked = record.begin(reconciling.nextName(server), resource.metadata().generation());
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
        if (lives.isEmpty() && blocked == null && isShownStopped) {
            endWhatWasLeft();
            presence.intend(0, new ServerPhase.Stopped());
            return;
        }
        endWhatWasLeft();
        unblock();
        isRolling = true;
        retire(Rollout.next(members(_ -> true), 0), DRAIN);
        record.identify(String.valueOf(resource.metadata().uid()), runtime(resource, spec));
        record.intend(0);
    }

    /** Ends everything at once, whatever is open there. */
    private void stop() {
        boolean wasShown = !lives.isEmpty() || blocked != null;
        endWhatWasLeft();
        endAll(_ -> true);
        unblock();
        if (wasShown) {
            record.intend(0);
        } else {
            presence.intend(0, new ServerPhase.Stopped());
        }
    }

    private void endAll(Predicate<InstanceLife> which) {
        List<Thread> ending = new ArrayList<>();
        for (InstanceLife life : lives) {
            if (which.test(life)) {
                ending.add(Thread.ofVirtual().name("end-" + life.name()).start(life::end));
            }
        }
        boolean wasInterrupted = false;
        for (Thread each : ending) {
            while (each.isAlive()) {
                try {
                    each.join();
                } catch (InterruptedException e) {
                    wasInterrupted = true; // what runs must be stopped all the same
                }
            }
        }
        buryTheDead();
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void buryTheDead() {
        lives.removeIf(life -> {
            if (life.isOver()) {
                life.bury();
            }
            return life.isOver();
        });
    }

    private HealthCheck healthCheck() {
        return reconciling
                .catalog()
                .spec(Servers.KIND, server)
                .map(ServerSpec::healthCheck)
                .orElse(HealthCheck.DEFAULT);
    }
}
