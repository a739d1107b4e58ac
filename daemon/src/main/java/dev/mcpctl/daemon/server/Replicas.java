package dev.mcpctl.daemon.server;

import dev.mcpctl.db.instance.Owner;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.upstream.Upstream;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The instances of one server, and at which of them a call goes. Of those that serve everybody: at
 * the conversation's own, else at the one with the fewest open calls. Any thread; choosing costs no
 * lock.
 */
final class Replicas {
    /** More open calls than any has. */
    private static final int DOUBT = 1 << 30;

    private final Affinity affinity = new Affinity();
    private volatile Map<Owner, List<Replica>> present = Map.of(); // replaced under this

    /** One call's place; to be given back when the call is over. */
    record Taken(
            Affinity.@Nullable Conversation conversation, Replica replica, Upstream upstream) {}

    /** Those that serve an owner, and nobody else. */
    List<Replica> of(Owner owner) {
        return present.getOrDefault(owner, List.of());
    }

    synchronized void add(Replica replica) {
        List<Replica> next = new ArrayList<>(of(replica.owner()));
        next.add(replica);
        replace(replica.owner(), next);
    }

    synchronized void remove(Replica replica) {
        List<Replica> next = new ArrayList<>(of(replica.owner()));
        next.remove(replica);
        replace(replica.owner(), next);
        affinity.forget(replica);
    }

    private void replace(Owner owner, List<Replica> replicas) {
        Map<Owner, List<Replica>> next = new HashMap<>(present);
        if (replicas.isEmpty()) {
            next.remove(owner);
        } else {
            next.put(owner, List.copyOf(replicas));
        }
        present = Map.copyOf(next);
    }

    void forget(Affinity.Conversation over) {
        affinity.forget(over);
    }

    /** Calls that were sent and are not answered. */
    int open() {
        return present.values().stream().flatMap(List::stream).mapToInt(Replica::open).sum();
    }

    /**
     * A place for a call at one of the owner's; null when nothing takes calls.
     *
     * @param preferred the name of the instance to go to if it takes calls; may be empty
     */
    @Nullable Taken take(Caller caller, Owner owner, String preferred) {
        Affinity.Conversation conversation = conversation(caller, owner);
        Replica named = preferred.isEmpty() ? null : named(preferred, caller);
        Upstream there = named == null ? null : named.take();
        if (named != null && there != null) {
            return new Taken(conversation, named, there);
        }
        for (Replica picked = pick(conversation, owner);
                picked != null;
                picked = pick(conversation, owner)) {
            Upstream upstream = picked.take();
            if (upstream != null) {
                return new Taken(conversation, picked, upstream);
            }
        }
        return null;
    }

    private @Nullable Replica named(String name, Caller caller) {
        for (List<Replica> each : present.values()) {
            for (Replica replica : each) {
                boolean isOpenTo =
                        replica.owner().isEverybody()
                                || replica.owner().principal().equals(caller.principal());
                if (isOpenTo && replica.name().equals(name)) {
                    return replica;
                }
            }
        }
        return null;
    }

    /** What serves one owner needs no memory of who went there. */
    private static Affinity.@Nullable Conversation conversation(Caller caller, Owner owner) {
        return owner.isEverybody() ? Affinity.Conversation.of(caller) : null;
    }

    /** Gives a place back. The call was sent there: the conversation may have left something. */
    void sent(Taken taken) {
        if (taken.conversation() != null) {
            affinity.uses(taken.conversation(), taken.replica());
        }
        taken.replica().release();
    }

    /** Gives a place back that was of no use: nothing was sent there. */
    void unsent(Taken taken) {
        taken.replica().release();
    }

    /**
     * Nothing could be sent there though it should take calls: the others are chosen before it from
     * now on, until it answers.
     *
     * @return whether the call may go to another: there is one, and the conversation has left
     *     nothing at this one
     */
    boolean refused(Taken taken) {
        taken.replica().doubt(taken.upstream());
        boolean isAnother =
                of(taken.replica().owner()).stream()
                        .anyMatch(replica -> replica.now().isServing() && !replica.isDoubted());
        return isAnother
                && (taken.conversation() == null
                        || affinity.leaves(taken.conversation(), taken.replica()));
    }

    /** Where a caller's next call goes; null when nothing takes calls. */
    @Nullable Replica next(Caller caller, Owner owner) {
        return pick(conversation(caller, owner), owner);
    }

    private @Nullable Replica pick(Affinity.@Nullable Conversation conversation, Owner owner) {
        if (conversation == null) {
            return leastLoaded(owner);
        }
        Replica known = affinity.of(conversation);
        if (known != null && known.now().isServing()) {
            return known;
        }
        Replica least = leastLoaded(owner);
        return least == null ? null : affinity.settle(conversation, least);
    }

    /** Of those with as few open calls any, so that the first of the list has no more to do. */
    private @Nullable Replica leastLoaded(Owner owner) {
        List<Replica> all = of(owner);
        int count = all.size();
        int first = count < 2 ? 0 : ThreadLocalRandom.current().nextInt(count);
        Replica least = null;
        int leastLoad = Integer.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            Replica replica = all.get((first + i) % count);
            int load = replica.open() + (replica.isDoubted() ? DOUBT : 0);
            if (load < leastLoad && replica.now().isServing()) {
                least = replica;
                leastLoad = load;
            }
        }
        return least;
    }
}
