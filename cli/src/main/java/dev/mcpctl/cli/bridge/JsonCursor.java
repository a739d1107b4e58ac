package dev.mcpctl.cli.bridge;

/**
 * Walks the members of an object, or the elements of an array, one level deep. Text that is not
 * JSON, or that was cut off, ends the walk early: the bridge judges nothing, it only looks.
 */
final class JsonCursor {
    private static final int NONE = -1;

    private final byte[] bytes;
    private final int end;
    private final boolean hasNames;
    private int position;
    private String name = "";
    private JsonSlice value;

    JsonCursor(JsonSlice container) {
        bytes = container.bytes();
        hasNames = container.isObject();
        // What is neither object nor array has no members.
        end = hasNames || container.isArray() ? container.end() : container.start();
        position = container.start() + 1;
        value = container;
    }

    /** Moves on; false when there is no further whole value. */
    boolean next() {
        skipSpaceAnd(',');
        if (position >= end || bytes[position] == '}' || bytes[position] == ']') {
            return false;
        }
        if (hasNames) {
            int close = bytes[position] == '"' ? endOfString(position) : NONE;
            if (close == NONE) {
                return false;
            }
            name = new JsonSlice(bytes, position, close).text();
            position = close;
            skipSpaceAnd(':');
        }
        int close = position < end ? endOfValue(position) : NONE;
        if (close == NONE) {
            position = end;
            return false;
        }
        value = new JsonSlice(bytes, position, close);
        position = close;
        return true;
    }

    /** Of the member that {@link #next} found; empty in an array. */
    String name() {
        return name;
    }

    JsonSlice value() {
        return value;
    }

    private void skipSpaceAnd(char separator) {
        while (position < end
                && (bytes[position] == separator
                        || bytes[position] == ' '
                        || bytes[position] == '\t'
                        || bytes[position] == '\r'
                        || bytes[position] == '\n')) {
            position++;
        }
    }

    private int endOfValue(int from) {
        byte first = bytes[from];
        if (first == '"') {
            return endOfString(from);
        }
        return first == '{' || first == '[' ? endOfContainer(from) : endOfWord(from);
    }

    private int endOfString(int from) {
        for (int i = from + 1; i < end; i++) {
            if (bytes[i] == '"') {
                return i + 1;
            }
            if (bytes[i] == '\\') {
                i++;
            }
        }
        return NONE;
    }

    private int endOfContainer(int from) {
        int depth = 0;
        for (int i = from; i < end; i++) {
            switch (bytes[i]) {
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    if (--depth == 0) {
                        return i + 1;
                    }
                }
                case '"' -> {
                    int close = endOfString(i);
                    if (close == NONE) {
                        return NONE;
                    }
                    i = close - 1;
                }
                default -> {}
            }
        }
        return NONE;
    }

    /** A number, true, false or null; one that touches the end of the text may be cut off. */
    private int endOfWord(int from) {
        for (int i = from; i < end; i++) {
            switch (bytes[i]) {
                case ',', '}', ']', ' ', '\t', '\r', '\n' -> {
                    return i == from ? NONE : i;
                }
                default -> {}
            }
        }
        return NONE;
    }
}
