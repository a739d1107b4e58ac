package dev.mcpctl.daemon.server;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.server.HealthCheck;
import dev.mcpctl.api.server.ServerRuntime;
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

    private void run(Wanted wanted, int replicas) {
        unblock();
        remembered().ifPresent(record::resolve);
        record.intend(replicas);
        Rollout next = roll(life -> wanted.isServedBy(life.wanted()), replicas);
        for (int i = 0; i < next.start(); i++) {
            begin(wanted);
        }
        isRolling =
                !next.retire().isEmpty()
                        || next.start() > 0
                        || lives.size() != replicas
                        || lives.stream().anyMatch(life -> life.replica().isSuperseded());
    }

    /** Ends what is not wanted any more, as far as it is time for that. */
    private Rollout roll(Predicate<InstanceLife> isWanted, int replicas) {
        List<Rollout.Member> members = new ArrayList<>();
        for (InstanceLife life : lives) {
            if (deletedInstances.remove(life.name())) {
                life.retire(this::wake);
            }
            if (!life.isRetiring()) {
                members.add(member(life, isWanted.test(life)));
            }
        }
        deletedInstances.retainAll(lives.stream().map(InstanceLife::name).toList());
        Rollout next = Rollout.next(members, replicas);
        lives.stream()
                .filter(life -> next.retire().contains(life.name()))
                .forEach(life -> life.retire(this::wake));
        return next;
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
        InstanceLife life =
                new InstanceLife(
                        wanted,
                        reconciling.surroundings(wanted.runtime()),
                        record.begin(reconciling.nextName(server), wanted.generation()),
                        this::healthCheck);
        lives.add(life);
        life.begin();
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
        Rollout _ = roll(life -> life.replica().now().isServing(), spec.replicas());
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
            presence.intend(0, new ServerPhase.Stopped());
            return;
        }
        unblock();
        isRolling = true;
        Rollout _ = roll(_ -> false, 0);
        record.identify(String.valueOf(resource.metadata().uid()), runtime(resource, spec));
        record.intend(0);
    }

    /** Ends everything at once, whatever is open there. */
    private void stop() {
        boolean wasShown = !lives.isEmpty() || blocked != null;
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
