package dev.mcpctl.mcp.line;

import dev.mcpctl.mcp.fuzz.CutStream;
import dev.mcpctl.mcp.fuzz.Expect;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lines out of any bytes, cut anywhere: the same lines as a plain split gives, however the bytes
 * arrive.
 */
public final class FramingFuzzTarget {
    /**
     * Stands for a thousand letters, so that a small input makes lines beyond the reader's buffer.
     */
    private static final byte RUN = 1;

    /** Both edges of a line that is too long fit into the shortest such line. */
    private static final int SHORTEST_LIMIT = 512;

    /** Begins as no line can. */
    private static final String TOO_LONG = "\ntoo long, of id ";

    private FramingFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length < 2) {
            return;
        }
        int limit = SHORTEST_LIMIT + (input[0] & 0xFF) * 64;
        byte[] stream = expanded(Arrays.copyOfRange(input, 2, input.length));

        List<String> whole = read(new ByteArrayInputStream(stream), limit);
        List<String> cut = read(new CutStream(stream, input[1]), limit);

        Expect.same("lines of a stream in pieces", cut, whole);
        List<String> kinds = whole.stream().map(FramingFuzzTarget::withoutId).toList();
        Expect.same("lines", kinds, split(stream, limit));
    }

    private static byte[] expanded(byte[] input) {
        var out = new ByteArrayOutputStream();
        for (byte b : input) {
            if (b == RUN) {
                out.writeBytes("x".repeat(1_000).getBytes(StandardCharsets.ISO_8859_1));
            } else {
                out.write(b);
            }
        }
        return out.toByteArray();
    }

    private static List<String> read(InputStream in, int limit) throws IOException {
        var lines = new LineReader(in, limit);
        List<String> read = new ArrayList<>();
        while (true) {
            try {
                byte[] line = lines.next();
                if (line == null) {
                    return read;
                }
                read.add(new String(line, StandardCharsets.ISO_8859_1));
            } catch (LineTooLongException tooLong) {
                read.add(TOO_LONG + tooLong.id());
            }
        }
    }

    private static String withoutId(String line) {
        return line.startsWith(TOO_LONG) ? TOO_LONG : line;
    }

    /** What the lines are, said in another way. */
    private static List<String> split(byte[] stream, int limit) {
        List<String> lines = new ArrayList<>();
        for (String line : new String(stream, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            if (line.length() > limit) {
                lines.add(TOO_LONG);
            } else if (!line.matches("[ \t\r]*")) {
                lines.add(line);
            }
        }
        return lines;
    }
}
