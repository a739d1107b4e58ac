package dev.mcpctl.mcp.line;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads lines of bounded length. Owned by one thread. */
public final class LineReader {
    private static final int IDLE_BUFFER_BYTES = 8 * 1024;
    private static final int EDGE_BYTES = 256;

    private final InputStream in;
    private final int maxLineBytes;
    private byte[] buffer = new byte[IDLE_BUFFER_BYTES];
    private int start; // of what was read and not yet returned
    private int end;

    public LineReader(InputStream in, int maxLineBytes) {
        this.in = in;
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * The next line without its end, in an array of its own; blank ones are passed over. Null at
     * the end of the stream, where a last line may lack its end.
     *
     * @throws LineTooLongException for a line that is too long; it was passed over, and the next
     *     call goes on behind it
     */
    public byte @Nullable [] next() throws IOException {
        while (true) {
            int searched = start;
            int feed = indexOfFeed(searched);
            while (feed < 0) {
                searched = end;
                if (end - start > maxLineBytes) {
                    throw new LineTooLongException(
                            maxLineBytes, text(start, start + EDGE_BYTES), passOver());
                }
                int consumedBefore = start;
                if (!fill()) {
                    byte[] last = take(end);
                    return isBlank(last) ? null : last;
                }
                searched -= consumedBefore - start;
                feed = indexOfFeed(searched);
            }
            byte[] line = take(feed);
            start++;
            if (line.length > maxLineBytes) {
                String head =
                        new String(
                                line, 0, Math.min(EDGE_BYTES, line.length), StandardCharsets.UTF_8);
                int tailAt = Math.max(0, line.length - EDGE_BYTES);
                throw new LineTooLongException(
                        maxLineBytes,
                        head,
                        new String(line, tailAt, line.length - tailAt, StandardCharsets.UTF_8));
            }
            if (!isBlank(line)) {
                return line;
            }
        }
    }

    private byte[] take(int until) {
        byte[] line = Arrays.copyOfRange(buffer, start, until);
        start = until;
        return line;
    }

    /** Reads more behind what is there; false at the end of the stream. */
    private boolean fill() throws IOException {
        if (start == end) {
            start = 0;
            end = 0;
            if (buffer.length > IDLE_BUFFER_BYTES) {
                buffer = new byte[IDLE_BUFFER_BYTES]; // one large message must not stay for ever
            }
        } else if (end == buffer.length) {
            int length = end - start;
            byte[] roomier = length > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
            System.arraycopy(buffer, start, roomier, 0, length);
            buffer = roomier;
            start = 0;
            end = length;
        }
        int count = in.read(buffer, end, buffer.length - end);
        end += Math.max(0, count);
        return count >= 0;
    }

    /** Skips the rest of a line and tells how it ended. */
    private String passOver() throws IOException {
        int feed = -1;
        while (feed < 0) {
            start = Math.max(start, end - EDGE_BYTES);
            int known = end - start;
            if (!fill()) {
                String tail = text(start, end);
                start = end;
                return tail;
            }
            feed = indexOfFeed(start + known);
        }
        String tail = text(Math.max(start, feed - EDGE_BYTES), feed);
        start = feed + 1;
        return tail;
    }

    private String text(int from, int until) {
        return new String(buffer, from, Math.min(until, end) - from, StandardCharsets.UTF_8);
    }

    private int indexOfFeed(int from) {
        for (int i = from; i < end; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
