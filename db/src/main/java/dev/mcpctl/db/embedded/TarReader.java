package dev.mcpctl.db.embedded;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a tar archive (ustar; names up to 255 bytes) front to back. Used by one thread; the stream
 * stays the caller's.
 */
final class TarReader {
    private static final int BLOCK = 512;

    private final InputStream in;
    private long unread; // bytes of the present entry's content
    private long padding; // bytes between them and the next header

    TarReader(InputStream in) {
        this.in = in;
    }

    /** What an entry is; whatever else occurs is skipped. */
    enum Type {
        FILE,
        DIRECTORY,
        LINK
    }

    /**
     * @param target of a symbolic link; empty for others
     */
    record Entry(Type type, String name, boolean isExecutable, String target) {}

    /** The next file, directory or symbolic link; null at the end. */
    @Nullable Entry next() throws IOException {
        while (true) {
            in.skipNBytes(unread + padding);
            byte[] header = in.readNBytes(BLOCK);
            if (header.length < BLOCK || isBlank(header)) {
                return null;
            }
            unread = octal(header, 124, 12);
            padding = (BLOCK - unread % BLOCK) % BLOCK;
            Type type =
                    switch (header[156]) {
                        case '0', 0 -> Type.FILE;
                        case '5' -> Type.DIRECTORY;
                        case '2' -> Type.LINK;
                        default -> null;
                    };
            if (type != null) {
                String prefix = text(header, 345, 155);
                String name = text(header, 0, 100);
                boolean isExecutable = (octal(header, 100, 8) & 0111) != 0;
                return new Entry(
                        type,
                        prefix.isEmpty() ? name : prefix + "/" + name,
                        isExecutable,
                        text(header, 157, 100));
            }
        }
    }

    /** The content of the entry that {@link #next} answered last. */
    InputStream content() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                if (unread == 0) {
                    return -1;
                }
                int count = in.read(buffer, offset, (int) Math.min(length, unread));
                if (count < 0) {
                    throw new EOFException("the archive ends within a file");
                }
                unread -= count;
                return count;
            }
        };
    }

    private static boolean isBlank(byte[] header) {
        for (byte b : header) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] header, int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(Arrays.copyOfRange(header, offset, end), StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int offset, int length) throws IOException {
        String digits = text(header, offset, length).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new IOException("not a tar header", e);
        }
    }
}
