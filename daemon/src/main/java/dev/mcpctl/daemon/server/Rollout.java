package dev.mcpctl.daemon.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The next step from the instances that there are to those that are wanted: as many as wanted take
 * calls all the time, and at most one more than that is there.
 *
 * @param retire which to end; they may finish what they have open
 * @param start how many of the wanted kind to start
 */
record Rollout(List<String> retire, int start) {
    Rollout {
        retire = List.copyOf(retire);
    }

    /** How an instance does. */
    enum Standing {
        /** It takes no calls, now or for good. */
        ABSENT,
        /** It takes calls, and no probe has succeeded yet or the last one failed. */
        SERVING,
        READY
    }

    /**
     * One instance that is not being ended, in the order of their making.
     *
     * @param isWanted it is what the spec asks for
     */
    record Member(String name, boolean isWanted, Standing standing) {}

    /** Two kinds of instances can run at the same time. */
    static Rollout next(List<Member> members, int replicas) {
        List<String> retire = new ArrayList<>();
        List<Member> old = new ArrayList<>();
        for (Member member : members) {
            if (!member.isWanted() && member.standing() == Standing.ABSENT) {
                retire.add(member.name()); // it serves nobody
            } else if (!member.isWanted()) {
                old.add(member);
            }
        }
        List<Member> wanted = withoutSurplus(members, replicas, retire);
        long ready = wanted.stream().filter(member -> member.standing() == Standing.READY).count();
        while (!old.isEmpty() && ready + old.size() > replicas) {
            retire.add(old.removeFirst().name());
        }
        int missing = replicas - wanted.size();
        int room = old.isEmpty() ? missing : replicas + 1 - wanted.size() - old.size();
        return new Rollout(retire, Math.max(0, Math.min(missing, room)));
    }

    /**
     * An instance of one kind is in the way of the other, since both would need the same port.
     *
     * @param isEnding some are still being ended
     */
    static Rollout oneAfterTheOther(List<Member> members, int replicas, boolean isEnding) {
        List<String> retire = new ArrayList<>();
        members.stream()
                .filter(member -> !member.isWanted())
                .forEach(member -> retire.add(member.name()));
        boolean isFree = retire.isEmpty() && !isEnding;
        List<Member> wanted = withoutSurplus(members, replicas, retire);
        return new Rollout(retire, isFree ? replicas - wanted.size() : 0);
    }

    /** Those that do least go first, and of equals the youngest. */
    private static List<Member> withoutSurplus(
            List<Member> members, int replicas, List<String> retire) {
        List<Member> wanted =
                members.reversed().stream()
                        .filter(Member::isWanted)
                        .sorted(Comparator.comparing(Member::standing))
                        .toList();
        int surplus = Math.max(0, wanted.size() - replicas);
        wanted.subList(0, surplus).forEach(member -> retire.add(member.name()));
        return wanted.subList(surplus, wanted.size());
    }
}
