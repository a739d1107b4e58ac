package dev.mcpctl.mcp.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Inputs a little beside a given one; the same ones whenever the seed is. */
final class Mutations {
    private static final List<String> PIECES =
            List.of(
                    "\n",
                    "\r\n",
                    "\r",
                    "\0",
                    "\"",
                    "\\",
                    "\\ud800",
                    "\\u0000",
                    "{",
                    "}",
                    "[",
                    "]",
                    ":",
                    ",",
                    " ",
                    "null",
                    "-0",
                    "1e999",
                    "99999999999999999999",
                    "\"id\":1,",
                    "\"jsonrpc\":\"2.0\"",
                    "\"method\":\"ping\"",
                    "\"_meta\":{}",
                    "data: ",
                    "id: ",
                    "event: ",
                    "retry: 1",
                    "=?base64?",
                    "?=",
                    "\u00EF\u00BB\u00BF",
                    "\u00ED\u00A0\u0080",
                    "\u00C3",
                    "\"x-mcp-header\":\"A\"");

    private final Random random;

    Mutations(long seed) {
        random = new Random(seed);
    }

    byte[] of(byte[] input) {
        byte[] mutated = input;
        for (int i = random.nextInt(4); i >= 0; i--) {
            mutated = once(mutated);
        }
        return mutated;
    }

    private byte[] once(byte[] input) {
        int at = random.nextInt(input.length + 1);
        int until = at + random.nextInt(input.length - at + 1);
        return switch (random.nextInt(5)) {
            case 0 -> joined(input, at, new byte[0], until); // a part is missing
            case 1 -> joined(input, until, Arrays.copyOfRange(input, at, until), until); // is twice
            case 2 -> {
                byte[] piece =
                        PIECES.get(random.nextInt(PIECES.size()))
                                .getBytes(StandardCharsets.ISO_8859_1);
                yield joined(input, at, piece, at);
            }
            case 3 -> joined(input, at, new byte[] {(byte) random.nextInt(256)}, at);
            default -> {
                byte[] changed = input.clone();
                if (at < changed.length) {
                    changed[at] = (byte) (changed[at] ^ (1 << random.nextInt(8)));
                }
                yield changed;
            }
        };
    }

    private static byte[] joined(byte[] input, int until, byte[] between, int from) {
        byte[] joined = new byte[until + between.length + input.length - from];
        System.arraycopy(input, 0, joined, 0, until);
        System.arraycopy(between, 0, joined, until, between.length);
        System.arraycopy(input, from, joined, until + between.length, input.length - from);
        return joined;
    }
}
