package dev.mcpctl.db.instance;

import org.jspecify.annotations.Nullable;

/**
 * How a runtime finds again what it started.
 *
 * @param id process id or container id, as text
 * @param startTime of a process, in clock ticks since boot (field 22 of {@code /proc/PID/stat}); 0
 *     for others
 * @param address where it serves HTTP or SSE; null for stdio
 * @param imageDigest of a container's image; null for others
 */
public record Handle(
        String id, long startTime, @Nullable String address, @Nullable String imageDigest) {}
