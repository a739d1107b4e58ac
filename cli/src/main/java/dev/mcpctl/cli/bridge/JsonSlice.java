package dev.mcpctl.cli.bridge;

import java.nio.charset.StandardCharsets;

/**
 * One JSON value within a line, found without building a tree.
 *
 * @param start its first byte
 * @param end the byte after its last
 */
@SuppressWarnings("ArrayRecordComponent") // a window into the line; never compared, never changed
record JsonSlice(byte[] bytes, int start, int end) {
    /** A whole line; the value starts at its first visible character. */
    static JsonSlice of(byte[] line, int offset, int length) {
        int start = offset;
        while (start < offset + length && line[start] <= ' ' && line[start] >= 0) {
            start++;
        }
        return new JsonSlice(line, start, offset + length);
    }

    boolean isObject() {
        return startsWith('{');
    }

    boolean isArray() {
        return startsWith('[');
    }

    boolean isString() {
        return startsWith('"');
    }

    boolean isNull() {
        return startsWith('n');
    }

    boolean isTrue() {
        return startsWith('t');
    }

    /** As it stands in the line. */
    String raw() {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    /** What a string says; of any other value, {@link #raw}. */
    String text() {
        if (!isString()) {
            return raw();
        }
        String quoted = new String(bytes, start + 1, end - start - 2, StandardCharsets.UTF_8);
        return quoted.indexOf('\\') < 0 ? quoted : unescaped(quoted);
    }

    /** The member of that name, or a slice that is no value at all. */
    JsonSlice member(String name) {
        JsonCursor cursor = new JsonCursor(this);
        while (cursor.next()) {
            if (cursor.name().equals(name)) {
                return cursor.value();
            }
        }
        return new JsonSlice(bytes, end, end);
    }

    /** False when there was no such member. */
    boolean exists() {
        return start < end;
    }

    private boolean startsWith(char first) {
        return start < end && bytes[start] == first;
    }

    private static String unescaped(String quoted) {
        StringBuilder text = new StringBuilder(quoted.length());
        for (int i = 0; i < quoted.length(); i++) {
            char letter = quoted.charAt(i);
            if (letter != '\\' || i + 1 == quoted.length()) {
                text.append(letter);
                continue;
            }
            char escape = quoted.charAt(++i);
            switch (escape) {
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    int code = i + 4 < quoted.length() ? hex(quoted, i + 1) : -1;
                    text.append(code < 0 ? escape : (char) code);
                    i += code < 0 ? 0 : 4;
                }
                default -> text.append(escape);
            }
        }
        return text.toString();
    }

    private static int hex(String text, int at) {
        int code = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            code = code << 4 | digit;
        }
        return code;
    }
}
