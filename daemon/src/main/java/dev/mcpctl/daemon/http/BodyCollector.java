package dev.mcpctl.daemon.http;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import io.vertx.core.buffer.Buffer;

/** What came of a body so far; used on its event loop. */
final class BodyCollector {
    /** So much of a body that is too large is read over, so that its sender reads the answer. */
    private static final long MAX_SKIPPED_BYTES = 64L * 1024 * 1024;

    private final int maxBytes;
    private Buffer kept = Buffer.buffer();
    private long bytes;

    BodyCollector(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** False when even reading it over has gone on for too long. */
    boolean add(Buffer chunk) {
        bytes += chunk.length();
        if (bytes <= maxBytes) {
            kept.appendBuffer(chunk);
        } else {
            kept = Buffer.buffer();
        }
        return bytes <= MAX_SKIPPED_BYTES;
    }

    byte[] complete() {
        if (bytes > maxBytes) {
            throw tooLarge();
        }
        return kept.getBytes();
    }

    Problem tooLarge() {
        return new Problem(
                ProblemType.TOO_LARGE,
                "the body is larger than the " + maxBytes / (1024 * 1024) + " MiB allowed here");
    }
}
