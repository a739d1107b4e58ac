package dev.mcpctl.daemon.server;

import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.upstream.Upstream;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The instances of one server, and at which of them a call goes: at the conversation's own, else at
 * the one with the fewest open calls. Any thread; choosing costs no lock.
 */
final class Replicas {
    /** More open calls than any has. */
    private static final int DOUBT = 1 << 30;

    private final Affinity affinity = new Affinity();
    private volatile List<Replica> present = List.of(); // replaced under this

    /** One call's place; to be given back when the call is over. */
    record Taken(
            Affinity.@Nullable Conversation conversation, Replica replica, Upstream upstream) {}

    List<Replica> present() {
        return present;
    }

    synchronized void add(Replica replica) {
        List<Replica> next = new ArrayList<>(present);
        next.add(replica);
        present = List.copyOf(next);
    }

    synchronized void remove(Replica replica) {
        List<Replica> next = new ArrayList<>(present);
        next.remove(replica);
        present = List.copyOf(next);
        affinity.forget(replica);
    }

    void forget(Affinity.Conversation over) {
        affinity.forget(over);
    }

    /** Calls that were sent and are not answered. */
    int open() {
        return present.stream().mapToInt(Replica::open).sum();
    }

    /**
     * A place for a call; null when nothing takes calls.
     *
     * @param preferred the name of the instance to go to if it takes calls; may be empty
     */
    @Nullable Taken take(Caller caller, String preferred) {
        Affinity.Conversation conversation = Affinity.Conversation.of(caller);
        if (!preferred.isEmpty()) {
            for (Replica replica : present) {
                Upstream upstream = replica.name().equals(preferred) ? replica.take() : null;
                if (upstream != null) {
                    return new Taken(conversation, replica, upstream);
                }
            }
        }
        for (Replica picked = pick(conversation); picked != null; picked = pick(conversation)) {
            Upstream upstream = picked.take();
            if (upstream != null) {
                return new Taken(conversation, picked, upstream);
            }
        }
        return null;
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
                present.stream()
                        .anyMatch(replica -> replica.now().isServing() && !replica.isDoubted());
        return isAnother
                && (taken.conversation() == null
                        || affinity.leaves(taken.conversation(), taken.replica()));
    }

    /** Where a caller's next call goes; null when nothing takes calls. */
    @Nullable Replica next(Caller caller) {
        return pick(Affinity.Conversation.of(caller));
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
        List<Replica> all = present;
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
