package dev.mcpctl.localproxy.project;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.upstream.ListPages;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a server answered for one of its lists. Immutable.
 *
 * @param items in the server's order
 * @param fingerprint the same for the same items; empty when there are none
 * @param arrivedNanos when, by {@link System#nanoTime}
 * @param freshNanos how long the server said it stays fresh; zero for a beginning of a list
 */
record ListContent(List<Json> items, String fingerprint, long arrivedNanos, long freshNanos) {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long MAX_FRESH_MILLIS = 3_600_000;

    static ListContent empty() {
        return new ListContent(
                List.of(), "", System.nanoTime(), MAX_FRESH_MILLIS * NANOS_PER_MILLI);
    }

    static ListContent of(ListPages pages) {
        long freshMillis = pages.isComplete() ? Math.min(pages.ttlMillis(), MAX_FRESH_MILLIS) : 0;
        return new ListContent(
                pages.items(),
                fingerprint(pages.items()),
                System.nanoTime(),
                freshMillis * NANOS_PER_MILLI);
    }

    /** How much longer it is fresh. */
    long freshMillisLeft() {
        return Math.max(0, (arrivedNanos + freshNanos - System.nanoTime()) / NANOS_PER_MILLI);
    }

    private static String fingerprint(List<Json> items) {
        if (items.isEmpty()) {
            return "";
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            items.forEach(item -> digest.update(item.toBytes()));
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
