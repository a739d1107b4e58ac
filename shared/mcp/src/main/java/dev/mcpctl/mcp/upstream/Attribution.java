package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.wire.ModernForm;
import dev.mcpctl.mcp.wire.TaskForm;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * To which open call that belongs what a server on a pipe, or on the stream of a session, says
 * without naming one: to the only one there is. A call that waits for its client does not count
 * beside another of the same principal, and a call that was given up counts for a while, since the
 * server may not have heard yet. With two principals there is no guess; of several calls of one, a
 * question that names a task is about the wait for its result, another about none. Any thread.
 */
final class Attribution {
    private static final long DOUBT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Map<String, Long> doubts = new ConcurrentHashMap<>(); // ends, by the principal

    /** A call that a server has. */
    interface Asked {
        String method();

        /** On whose behalf; empty for what we ask for ourselves. */
        String principal();

        /** The server's name of the task whose result it waits for; empty for any other call. */
        String task();

        /** Whether the server waits for an answer of the client's, so that nobody waits here. */
        boolean isParked();
    }

    /** A call was given up that the server may still ask about. */
    void givenUp(Asked call) {
        if (isAskable(call)) {
            doubts.put(call.principal(), System.nanoTime() + DOUBT_NANOS);
        }
    }

    /** Whether a server may ask about it at all. */
    static boolean isAskable(Asked call) {
        return ModernForm.mayNeedInput(call.method());
    }

    /** The call that a question is about; null when that is not clear. */
    <C extends Asked> @Nullable C ofQuestion(Request question, Collection<C> open) {
        String task = TaskForm.related(question.params());
        C call =
                areOfOne(open)
                        ? sole(open, each -> isAskable(each) && each.task().equals(task))
                        : null;
        if (call == null) {
            call = sole(open, Attribution::isAskable);
        }
        return call == null || isInDoubt(call) ? null : call;
    }

    private static boolean areOfOne(Collection<? extends Asked> open) {
        return open.stream()
                        .filter(Attribution::isAskable)
                        .map(Asked::principal)
                        .distinct()
                        .limit(2)
                        .count()
                == 1;
    }

    private boolean isInDoubt(Asked call) {
        long now = System.nanoTime();
        doubts.values().removeIf(end -> now - end >= 0);
        return doubts.keySet().stream().anyMatch(principal -> !principal.equals(call.principal()));
    }

    /** The only one of these calls; null when that is not clear. */
    static <C extends Asked> @Nullable C sole(Collection<C> open, Predicate<C> which) {
        List<C> active = new ArrayList<>(1);
        List<C> parked = new ArrayList<>(0);
        for (C each : open) {
            if (which.test(each)) {
                (each.isParked() ? parked : active).add(each);
            }
        }
        if (active.isEmpty()) {
            return parked.size() == 1 ? parked.getFirst() : null;
        }
        C first = active.getFirst();
        boolean isClear =
                active.size() == 1
                        && parked.stream()
                                .allMatch(each -> each.principal().equals(first.principal()));
        return isClear ? first : null;
    }
}
