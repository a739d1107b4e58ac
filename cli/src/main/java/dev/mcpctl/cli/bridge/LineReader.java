package dev.mcpctl.cli.bridge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/**
 * Reads whole lines. The line lies in the reader's own buffer until the next one is read. One
 * thread.
 */
final class LineReader {
    private static final int BUFFER_BYTES = 1 << 16;
    // Java copies through native memory of the size that is asked for, and keeps it.
    private static final int READ_BYTES = 1 << 16;

    private final ReadableByteChannel source;
    private final int maxBytes;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int start; // of the current line
    private int end; // of the current line, its line end included
    private int limit; // of what was read
    private boolean isCutOff;

    LineReader(ReadableByteChannel source, int maxBytes) {
        this.source = source;
        this.maxBytes = maxBytes;
    }

    /** Moves to the next line that is not blank; false at the end of the input. */
    boolean next() throws IOException {
        do {
            if (!nextRaw()) {
                return false;
            }
        } while (isBlank());
        return true;
    }

    byte[] buffer() {
        return buffer;
    }

    int offset() {
        return start;
    }

    /** With the line feed. */
    int length() {
        return end - start;
    }

    /** The line was longer than allowed: this is its beginning, the rest is skipped. */
    boolean isCutOff() {
        return isCutOff;
    }

    byte[] copy() {
        return Arrays.copyOfRange(buffer, start, end);
    }

    private boolean nextRaw() throws IOException {
        boolean wasCutOff = isCutOff;
        isCutOff = false;
        start = end;
        int scanned = start;
        while (true) {
            for (int i = scanned; i < limit; i++) {
                if (buffer[i] == '\n') {
                    end = i + 1;
                    if (!wasCutOff) {
                        return true;
                    }
                    // That was the rest of a line too long.
                    wasCutOff = false;
                    start = end;
                }
            }
            scanned = limit;
            if (wasCutOff) {
                start = limit;
            }
            if (limit - start >= maxBytes) {
                isCutOff = true;
                end = limit;
                return true;
            }
            scanned -= makeRoom();
            ByteBuffer room =
                    ByteBuffer.wrap(buffer, limit, Math.min(buffer.length - limit, READ_BYTES));
            int count = source.read(room);
            if (count < 0) {
                return endOfInput(wasCutOff);
            }
            limit += count;
        }
    }

    /** A last line without a line feed is a line too; it gets one. */
    private boolean endOfInput(boolean wasCutOff) {
        if (wasCutOff || start == limit) {
            return false;
        }
        buffer[limit++] = '\n';
        end = limit;
        return true;
    }

    /** Makes room behind the current line, which may move to the front; by how much it moved. */
    private int makeRoom() {
        int length = limit - start;
        int shift = start;
        if (buffer.length > BUFFER_BYTES && length < BUFFER_BYTES / 2) {
            buffer = Arrays.copyOfRange(buffer, start, start + BUFFER_BYTES);
        } else if (length > buffer.length / 2) {
            buffer = Arrays.copyOfRange(buffer, start, start + buffer.length * 2);
        } else if (limit == buffer.length) {
            System.arraycopy(buffer, start, buffer, 0, length);
        } else {
            return 0;
        }
        start = 0;
        end -= shift;
        limit = length;
        return shift;
    }

    private boolean isBlank() {
        for (int i = start; i < end; i++) {
            if (buffer[i] > ' ' || buffer[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
