package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.wire.ModernForm;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * To which open call that belongs what a server on a pipe says without naming one: to the only one
 * there is. A call that waits for its client does not count beside another of the same principal,
 * and a call that was given up counts for a while, since the server may not have heard yet. With
 * two principals there is no guess. Any thread.
 */
final class Attribution {
    private static final long DOUBT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Map<String, Long> doubts = new ConcurrentHashMap<>(); // ends, by the principal

    /** A call was given up that the server may still ask about. */
    void givenUp(Pending call) {
        if (ModernForm.mayNeedInput(call.method)) {
            doubts.put(call.principal, System.nanoTime() + DOUBT_NANOS);
        }
    }

    /** The call that a question is about; null when that is not clear. */
    @Nullable Pending ofQuestion(Collection<Pending> open) {
        Pending call = sole(open, each -> ModernForm.mayNeedInput(each.method));
        return call == null || isInDoubt(call) ? null : call;
    }

    private boolean isInDoubt(Pending call) {
        long now = System.nanoTime();
        doubts.values().removeIf(end -> now - end >= 0);
        return doubts.keySet().stream().anyMatch(principal -> !principal.equals(call.principal));
    }

    /** The only one of these calls; null when that is not clear. */
    static @Nullable Pending sole(Collection<Pending> open, Predicate<Pending> which) {
        List<Pending> active = new ArrayList<>(1);
        List<Pending> parked = new ArrayList<>(0);
        for (Pending each : open) {
            if (which.test(each)) {
                (each.isParked ? parked : active).add(each);
            }
        }
        if (active.isEmpty()) {
            return parked.size() == 1 ? parked.getFirst() : null;
        }
        Pending first = active.getFirst();
        boolean isClear =
                active.size() == 1
                        && parked.stream().allMatch(each -> each.principal.equals(first.principal));
        return isClear ? first : null;
    }
}
