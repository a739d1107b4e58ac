package dev.mcpctl.mcp.message;

import java.util.Optional;

/**
 * The id of a request. Text stays text and a number stays a number: {@code 1} and {@code "1"} are
 * two ids.
 *
 * @param value the text, or the digits as they were written
 */
public record RequestId(Type type, String value) {
    /** What JSON calls it. */
    public enum Type {
        NUMBER,
        TEXT
    }

    private static final int MAX_LENGTH = 512;

    public RequestId {
        if (value.length() > MAX_LENGTH) {
            throw McpException.invalidRequest("id longer than " + MAX_LENGTH + " characters");
        }
    }

    public static RequestId of(long number) {
        return new RequestId(Type.NUMBER, Long.toString(number));
    }

    public static RequestId of(String text) {
        return new RequestId(Type.TEXT, text);
    }

    /**
     * The id that a JSON value spells.
     *
     * @throws McpException {@code -32600} when it is neither a string nor an integer
     */
    public static RequestId of(Json json) {
        if (json.isText()) {
            return of(json.asText());
        }
        String digits = json.isNumber() && json.size() <= MAX_LENGTH ? json.toString() : "";
        if (!isInteger(digits)) {
            throw McpException.invalidRequest("id must be a string or an integer");
        }
        return new RequestId(Type.NUMBER, digits);
    }

    /** The id that a JSON value spells, if it spells one. */
    public static Optional<RequestId> in(Json json) {
        try {
            return Optional.of(of(json));
        } catch (McpException isNone) {
            return Optional.empty();
        }
    }

    public Json json() {
        return type == Type.TEXT ? Json.of(value) : Json.parse(value);
    }

    private static boolean isInteger(String digits) {
        int first = digits.startsWith("-") ? 1 : 0;
        for (int i = first; i < digits.length(); i++) {
            if (!Character.isDigit(digits.charAt(i))) {
                return false;
            }
        }
        return digits.length() > first;
    }

    /** As it stands in JSON. */
    @Override
    public String toString() {
        return json().toString();
    }
}
