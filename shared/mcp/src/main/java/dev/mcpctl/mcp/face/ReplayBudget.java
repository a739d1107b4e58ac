package dev.mcpctl.mcp.face;

import java.util.concurrent.atomic.AtomicLong;

/** How much may be kept in memory for clients that may come back, over all sessions of a face. */
final class ReplayBudget {
    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    ReplayBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Whether so much more may be kept; if so it counts from now on. */
    boolean take(long more) {
        if (bytes.addAndGet(more) <= maxBytes) {
            return true;
        }
        bytes.addAndGet(-more);
        return false;
    }

    void give(long back) {
        bytes.addAndGet(-back);
    }
}
