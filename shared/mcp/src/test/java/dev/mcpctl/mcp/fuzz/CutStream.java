package dev.mcpctl.mcp.fuzz;

import java.io.InputStream;
import java.util.Random;

/** Bytes that arrive in small pieces, the same whenever the seed is. */
public final class CutStream extends InputStream {
    private static final int LONGEST_PIECE = 700;

    private final byte[] bytes;
    private final Random random;
    private int next;

    public CutStream(byte[] bytes, long seed) {
        this.bytes = bytes;
        this.random = new Random(seed);
    }

    @Override
    public int read() {
        return next == bytes.length ? -1 : bytes[next++] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (next == bytes.length) {
            return -1;
        }
        int piece = random.nextBoolean() ? 1 : 1 + random.nextInt(LONGEST_PIECE);
        int count = Math.min(Math.min(piece, length), bytes.length - next);
        System.arraycopy(bytes, next, into, offset, count);
        next += count;
        return count;
    }
}
