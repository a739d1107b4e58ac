package dev.mcpctl.cli.bridge;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What the bridge looks at in one message.
 *
 * @param id null when it has none, or null
 * @param method null in an answer
 * @param body the params, the result or nothing
 */
record Envelope(@Nullable RequestId id, @Nullable String method, JsonSlice body) {
    static final String INITIALIZE = "initialize";
    static final String INITIALIZED = "notifications/initialized";
    static final String CANCELLED = "notifications/cancelled";
    static final String LISTEN = "subscriptions/listen";

    /** The message of a line, or the several of a batch; none when it is not JSON. */
    static List<Envelope> of(byte[] line, int offset, int length) {
        JsonSlice whole = JsonSlice.of(line, offset, length);
        List<Envelope> found = new ArrayList<>(1);
        if (whole.isArray()) {
            JsonCursor elements = new JsonCursor(whole);
            while (elements.next()) {
                found.add(one(elements.value()));
            }
        } else if (whole.isObject()) {
            found.add(one(whole));
        }
        return found;
    }

    private static Envelope one(JsonSlice message) {
        RequestId id = null;
        String method = null;
        JsonSlice body = new JsonSlice(message.bytes(), message.end(), message.end());
        JsonCursor members = new JsonCursor(message);
        while (members.next()) {
            JsonSlice value = members.value();
            switch (members.name()) {
                case "id" -> id = value.isNull() ? null : RequestId.of(value);
                case "method" -> method = value.isString() ? value.text() : null;
                case "params", "result" -> body = value;
                default -> {}
            }
        }
        return new Envelope(id, method, body);
    }

    boolean isRequest() {
        return id != null && method != null;
    }

    boolean isAnswer() {
        return id != null && method == null;
    }

    boolean is(String wanted) {
        return wanted.equals(method);
    }

    /** What a {@code notifications/cancelled} names; null when it names nothing. */
    @Nullable RequestId cancelled() {
        JsonSlice named = body.member("requestId");
        return named.exists() ? RequestId.of(named) : null;
    }
}
