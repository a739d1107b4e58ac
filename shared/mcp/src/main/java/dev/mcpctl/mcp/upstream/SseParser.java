package dev.mcpctl.mcp.upstream;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Server-sent events out of bytes that come in any portions. Takes line ends of all three kinds,
 * comments, data of several lines and a byte order mark. Owned by one thread.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
final class SseParser {
    /** An event with data. {@code id} is the last one given on the stream, as the format has it. */
    @SuppressWarnings("ArrayRecordComponent") // handed from one to the other, compared by nobody
    record Event(String type, byte[] data, Optional<String> id) {}

    /** More than an event may hold. */
    static final class TooLargeException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final int maxEventBytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private ByteArrayOutputStream data = new ByteArrayOutputStream();
    private boolean hasData;
    private String type = "";
    private @Nullable String id;
    private @Nullable Long retryMillis;
    private boolean wasCarriageReturn;
    private boolean isFirstLine = true;

    SseParser(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    /** The events that these bytes complete. */
    List<Event> feed(byte[] bytes) throws TooLargeException {
        List<Event> complete = new ArrayList<>(2);
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b != '\n' && b != '\r') {
                wasCarriageReturn = false;
                continue;
            }
            boolean isSecondHalf = b == '\n' && wasCarriageReturn;
            wasCarriageReturn = b == '\r';
            if (!isSecondHalf) {
                line.write(bytes, start, i - start);
                endLine(complete);
            }
            start = i + 1;
        }
        line.write(bytes, start, bytes.length - start);
        if (line.size() + data.size() > maxEventBytes + 64) {
            throw new TooLargeException();
        }
        return complete;
    }

    /** How long the server wants us to wait before we come again, once it has said so. */
    Optional<Long> retryMillis() {
        return Optional.ofNullable(retryMillis);
    }

    private void endLine(List<Event> complete) throws TooLargeException {
        byte[] whole = line.toByteArray();
        line.reset();
        int from = isFirstLine && startsWithByteOrderMark(whole) ? 3 : 0;
        isFirstLine = false;
        if (whole.length == from) {
            dispatch(complete);
            return;
        }
        int colon = from;
        while (colon < whole.length && whole[colon] != ':') {
            colon++;
        }
        int value = Math.min(whole.length, colon + 1);
        if (value < whole.length && whole[value] == ' ') {
            value++;
        }
        field(new String(whole, from, colon - from, StandardCharsets.UTF_8), whole, value);
    }

    private void field(String name, byte[] bytes, int from) throws TooLargeException {
        switch (name) {
            case "data" -> {
                if (hasData) {
                    data.write('\n');
                }
                hasData = true;
                data.write(bytes, from, bytes.length - from);
                if (data.size() > maxEventBytes) {
                    throw new TooLargeException();
                }
            }
            case "event" -> type = text(bytes, from);
            case "id" -> {
                String given = text(bytes, from);
                // One with a zero in it is to be ignored.
                id = given.indexOf('\0') < 0 ? given : id;
            }
            case "retry" -> {
                String digits = text(bytes, from);
                if (digits.matches("\\d{1,9}")) {
                    retryMillis = Long.valueOf(digits);
                }
            }
            default -> {} // a comment has the empty name; what is unknown is to be ignored
        }
    }

    private static String text(byte[] bytes, int from) {
        return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    }

    private void dispatch(List<Event> complete) {
        if (hasData) {
            complete.add(
                    new Event(
                            type.isEmpty() ? "message" : type,
                            data.toByteArray(),
                            Optional.ofNullable(id)));
            data = new ByteArrayOutputStream();
        }
        hasData = false;
        type = "";
    }

    private static boolean startsWithByteOrderMark(byte[] bytes) {
        return bytes.length >= 3
                && bytes[0] == (byte) 0xEF
                && bytes[1] == (byte) 0xBB
                && bytes[2] == (byte) 0xBF;
    }
}
