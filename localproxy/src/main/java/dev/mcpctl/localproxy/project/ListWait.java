package dev.mcpctl.localproxy.project;

import java.time.Duration;
import java.util.List;

/**
 * Whether one server's share of an answer is worth waiting for. A server never delays the others by
 * more than a moment: what decides is when there was something to show without it.
 *
 * @param isPending whether news may come any moment
 * @param pendingSinceNanos since when
 * @param isKnown whether there is something of this server, or that it has nothing, to show
 * @param knownSinceNanos since when
 */
record ListWait(boolean isPending, long pendingSinceNanos, boolean isKnown, long knownSinceNanos) {

    static ListWait of(ServerList.View view) {
        ListContent good = view.good();
        return new ListWait(
                view.isPending(),
                view.pendingSinceNanos(),
                good != null,
                good == null ? 0 : good.arrivedNanos());
    }

    static ListWait ofDiscovery(AttachedServer server) {
        boolean isKnown = server.discovery().isPresent();
        return new ListWait(
                server.isDiscoveryPending(),
                server.attachedNanos(),
                isKnown,
                server.attachedNanos());
    }

    /**
     * How much longer to wait; zero or less for no longer.
     *
     * @param calledNanos when the wait began
     * @param patience how long an answer that could be given may be held back
     * @param firstPatience how long to wait while there is nothing to give
     */
    static long nanosLeft(
            List<ListWait> waits, long calledNanos, Duration patience, Duration firstPatience) {
        long now = System.nanoTime();
        long showableSince = calledNanos + firstPatience.toNanos();
        boolean isShowable = false;
        for (ListWait wait : waits) {
            if (wait.isKnown) {
                isShowable = true;
                showableSince = min(showableSince, wait.knownSinceNanos);
            }
        }
        long left = 0;
        for (ListWait wait : waits) {
            if (wait.isPending) {
                left =
                        Math.max(
                                left,
                                wait.nanosLeft(
                                        now,
                                        calledNanos,
                                        isShowable,
                                        showableSince,
                                        patience,
                                        firstPatience));
            }
        }
        return left;
    }

    private long nanosLeft(
            long now,
            long calledNanos,
            boolean isShowable,
            long showableSince,
            Duration patience,
            Duration firstPatience) {
        long atMost = pendingSinceNanos + firstPatience.toNanos() - now;
        if (isKnown) {
            return pendingSinceNanos + patience.toNanos() - now; // the old list does meanwhile
        }
        if (!isShowable) {
            return atMost;
        }
        long from = showableSince - calledNanos > 0 ? showableSince : calledNanos;
        return Math.min(atMost, from + patience.toNanos() - now);
    }

    private static long min(long one, long other) {
        return one - other < 0 ? one : other;
    }
}
