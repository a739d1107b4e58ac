package dev.mcpctl.cli.bridge;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;

/** Lines of the client that wait for mcplocal. Its caller locks. */
final class HeldLines {
    private final int maxLines;
    private final long maxBytes;
    private final ArrayDeque<byte[]> lines = new ArrayDeque<>();
    private long bytes;

    HeldLines(int maxLines, long maxBytes) {
        this.maxLines = maxLines;
        this.maxBytes = maxBytes;
    }

    /** False when there is no room. */
    boolean add(byte[] line) {
        if (lines.size() == maxLines || bytes + line.length > maxBytes) {
            return false;
        }
        lines.addLast(line);
        bytes += line.length;
        return true;
    }

    /** A line that was sent before all others and has to be sent again. */
    void addFirst(byte[] line) {
        lines.addFirst(line);
        bytes += line.length;
    }

    byte @Nullable [] poll() {
        byte[] line = lines.pollFirst();
        if (line != null) {
            bytes -= line.length;
        }
        return line;
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }
}
