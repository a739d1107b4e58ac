package dev.mcpctl.mcp.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes being put together, without the lock and the checked exception of the JDK's stream. Owned
 * by one thread.
 */
final class ByteSink {
    private byte[] bytes;
    private int length;

    ByteSink(int expected) {
        bytes = new byte[Math.max(16, expected)];
    }

    void write(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
    }

    void write(String ascii) {
        write(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    void write(byte[] more) {
        write(more, 0, more.length);
    }

    void write(byte[] more, int offset, int count) {
        ensure(count);
        System.arraycopy(more, offset, bytes, length, count);
        length += count;
    }

    /** A blank for every line feed and carriage return. */
    void replaceLineBreaks() {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                bytes[i] = ' ';
            }
        }
    }

    byte[] toArray() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes =
                    Arrays.copyOf(
                            bytes, Math.max(length + more, bytes.length + (bytes.length >> 1)));
        }
    }
}
