package dev.mcpctl.daemon.server;

import dev.mcpctl.api.server.HealthCheck;
import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.daemon.runtime.InstanceStart;
import dev.mcpctl.db.instance.Owner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The instances of one server that live and serve the same owner, moved step by step towards what
 * is wanted. The worker's alone, but for {@link #instanceDeleted} and {@link #isUnsettled}.
 */
final class Fleet {
    /** How long an instance that is replaced may go on with the calls it has. */
    private static final Duration DRAIN = Duration.ofSeconds(30);

    /** The same, while the one that replaces it has to wait for its end. */
    private static final Duration SHORT_DRAIN = Duration.ofSeconds(5);

    private final String server;
    private final Owner owner;
    private final Reconciling reconciling;
    private final ServerRecord record;
    private final Supplier<HealthCheck> healthCheck;
    private final Runnable lookAgain;
    private final List<InstanceLife> lives = new ArrayList<>(); // oldest first
    private final Set<String> deleted = ConcurrentHashMap.newKeySet(); // by somebody, by name
    private volatile boolean isUnsettled;

    /**
     * @param owner whom its instances serve
     * @param lookAgain has the worker come back; called when an instance has ended
     */
    Fleet(
            String server,
            Owner owner,
            Reconciling reconciling,
            ServerRecord record,
            Supplier<HealthCheck> healthCheck,
            Runnable lookAgain) {
        this.server = server;
        this.owner = owner;
        this.reconciling = reconciling;
        this.record = record;
        this.healthCheck = healthCheck;
        this.lookAgain = lookAgain;
    }

    /** Whether a move of any instance is a reason to look again. Any thread. */
    boolean isUnsettled() {
        return isUnsettled;
    }

    /** That one is ended at the next step, and another takes its place. Any thread. */
    void instanceDeleted(String instance) {
        deleted.add(instance);
    }

    boolean isEmpty() {
        return lives.isEmpty();
    }

    /** The next step towards that many of what is wanted. */
    void become(Wanted wanted, int replicas) {
        isUnsettled = true; // before looking, so that what moves meanwhile is looked at again
        adopt(wanted, replicas);
        boolean isCrowded =
                lives.stream()
                        .filter(life -> isLeaving(life) || !wanted.isServedBy(life.wanted()))
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
        isUnsettled =
                lives.size() != replicas
                        || lives.stream().anyMatch(life -> !wanted.isServedBy(life.wanted()));
    }

    /**
     * What takes calls goes on, as it was started; what does not is ended.
     *
     * @return whether anything goes on
     */
    boolean keep(int replicas) {
        isUnsettled = true;
        endWhatWasLeft();
        retire(Rollout.next(members(life -> life.replica().now().isServing()), replicas), DRAIN);
        return lives.stream().anyMatch(life -> !life.isRetiring());
    }

    /** Ends all when they have finished what they have open. */
    void dwindle() {
        isUnsettled = true;
        endWhatWasLeft();
        retire(Rollout.next(members(_ -> true), 0), DRAIN);
    }

    /** Ends some at once, whatever is open there; returns when nothing of them is left. */
    void end(Predicate<Wanted> which) {
        List<Thread> ending = new ArrayList<>();
        for (InstanceLife life : lives) {
            if (which.test(life.wanted())) {
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

    /** Takes those that have ended out of what is known of the server. */
    void buryTheDead() {
        lives.removeIf(life -> {
            if (life.isOver()) {
                life.bury();
                reconciling.unusedPackages().left(life.wanted());
            }
            return life.isOver();
        });
    }

    /** Ends what an earlier mcpd left running of this server, if that was not done before. */
    void endWhatWasLeft() {
        reconciling.leftRunning().end(server, reconciling.leftRunning().take(server, owner));
    }

    /** Goes on with what an earlier mcpd left running, when it is what is wanted. */
    private void adopt(Wanted wanted, int replicas) {
        List<Adoption> unwanted = new ArrayList<>();
        String fingerprint = resolved(wanted.start()).fingerprint();
        for (Adoption left : reconciling.leftRunning().take(server, owner)) {
            if (lives.size() < replicas && left.isWhat(wanted, fingerprint)) {
                InstanceLife life = life(wanted, record.resume(left.row()));
                lives.add(life);
                life.beginWith(left.running());
            } else {
                unwanted.add(left);
            }
        }
        reconciling.leftRunning().end(server, unwanted);
    }

    private InstanceStart resolved(InstanceStart start) {
        return start.source() instanceof ServerSource.NpmPackage npm && npm.version() == null
                ? record.resolved()
                        .filter(version -> version.isOf(npm))
                        .map(version -> start.from(version.of(npm)))
                        .orElse(start)
                : start;
    }

    private void begin(Wanted wanted) {
        InstanceRecord named =
                record.begin(reconciling.nextName(server), wanted.generation(), owner);
        InstanceLife life = life(wanted, named);
        lives.add(life);
        life.begin();
    }

    private InstanceLife life(Wanted wanted, InstanceRecord named) {
        return new InstanceLife(
                wanted, reconciling.surroundings(wanted.runtime()), named, healthCheck);
    }

    private boolean isLeaving(InstanceLife life) {
        return life.isRetiring() || deleted.contains(life.name());
    }

    /** Those that stay, after what was deleted by name was sent on its way. */
    private List<Rollout.Member> members(Predicate<InstanceLife> isWanted) {
        List<Rollout.Member> members = new ArrayList<>();
        for (InstanceLife life : lives) {
            if (deleted.remove(life.name())) {
                boolean isAwaited = life.wanted().isInTheWayOf(life.wanted());
                life.retire(isAwaited ? SHORT_DRAIN : DRAIN, lookAgain);
            }
            if (!life.isRetiring()) {
                members.add(member(life, isWanted.test(life)));
            }
        }
        deleted.retainAll(lives.stream().map(InstanceLife::name).toList());
        return members;
    }

    private static Rollout.Member member(InstanceLife life, boolean isWanted) {
        life.replica().supersede(!isWanted);
        Replica.Now now = life.replica().now();
        Rollout.Standing standing =
                now.isReady()
                        ? Rollout.Standing.READY
                        : now.isServing() ? Rollout.Standing.SERVING : Rollout.Standing.ABSENT;
        return new Rollout.Member(life.name(), isWanted, standing);
    }

    private void retire(Rollout next, Duration patience) {
        lives.stream()
                .filter(life -> next.retire().contains(life.name()))
                .forEach(life -> life.retire(patience, lookAgain));
    }
}
