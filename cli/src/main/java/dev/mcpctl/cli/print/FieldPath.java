package dev.mcpctl.cli.print;

/** How a place in a document is called to a person: {@code spec.env[0].name}. */
public final class FieldPath {
    private FieldPath() {}

    /** The path of a JSON pointer (RFC 6901); the empty text for the whole document. */
    public static String of(String pointer) {
        StringBuilder path = new StringBuilder();
        for (String token : pointer.split("/", -1)) {
            if (path.isEmpty() && token.isEmpty()) {
                continue; // what stands before the first slash
            }
            String name = token.replace("~1", "/").replace("~0", "~");
            if (isNumber(name)) {
                path.append('[').append(name).append(']');
            } else if (path.isEmpty()) {
                path.append(name);
            } else {
                path.append('.').append(name);
            }
        }
        return path.toString();
    }

    private static boolean isNumber(String token) {
        for (int i = 0; i < token.length(); i++) {
            if (!Character.isDigit(token.charAt(i))) {
                return false;
            }
        }
        return !token.isEmpty();
    }
}
