package dev.mcpctl.mcp.face;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many of something each principal has, so that none of them can have them all. */
final class PrincipalQuota {
    private final int max;
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();

    PrincipalQuota(int max) {
        this.max = max;
    }

    /** Whether this principal may have another one; if so it counts until it is given back. */
    boolean take(String principal) {
        if (taken.merge(principal, 1, Integer::sum) <= max) {
            return true;
        }
        give(principal);
        return false;
    }

    /** One is over. */
    void give(String principal) {
        taken.computeIfPresent(principal, (_, count) -> count == 1 ? null : count - 1);
    }
}
