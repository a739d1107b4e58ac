package dev.mcpctl.cli.bridge;

import java.nio.charset.StandardCharsets;

/**
 * The id of a request.
 *
 * @param key equal for equal ids of one JSON type, however they are escaped
 * @param raw as it was written: answers repeat it
 */
record RequestId(String key, String raw) {
    /** The id in {@code value}, which is a number or a string. */
    static RequestId of(JsonSlice value) {
        String raw = value.raw();
        return new RequestId(value.isString() ? "\"".concat(value.text()) : raw, raw);
    }

    /**
     * @param code as JSON-RPC has them
     * @param message without a character that JSON would escape
     */
    byte[] error(int code, String message) {
        return answer(
                ",\"error\":{\"code\":"
                        .concat(Integer.toString(code))
                        .concat(",\"message\":\"")
                        .concat(message)
                        .concat("\"}"));
    }

    /** The end of a subscription that was opened by the request of this id. */
    byte[] endOfListen() {
        return answer(
                ",\"result\":{\"resultType\":\"complete\",\"_meta\":{"
                        .concat("\"io.modelcontextprotocol/subscriptionId\":")
                        .concat(raw)
                        .concat("}}"));
    }

    private byte[] answer(String rest) {
        return "{\"jsonrpc\":\"2.0\",\"id\":"
                .concat(raw)
                .concat(rest)
                .concat("}\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
