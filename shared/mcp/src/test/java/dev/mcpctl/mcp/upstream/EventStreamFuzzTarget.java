package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.fuzz.CutStream;
import dev.mcpctl.mcp.fuzz.Expect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Server-sent events out of any bytes, cut anywhere: the same events as the format's own rules
 * give, and never a larger one than is allowed.
 */
public final class EventStreamFuzzTarget {
    private static final int SMALL = 64;

    private EventStreamFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] stream = Arrays.copyOfRange(input, 1, input.length);

        List<String> cut = read(stream, input[0], stream.length);

        Expect.same("events", cut, byTheRules(stream));
        read(stream, input[0], SMALL);
    }

    private static List<String> read(byte[] stream, long seed, int maxBytes) {
        var parser = new SseParser(maxBytes);
        var in = new CutStream(stream, seed);
        List<String> read = new ArrayList<>();
        byte[] buffer = new byte[1_024];
        for (int count = in.read(buffer, 0, buffer.length);
                count >= 0;
                count = in.read(buffer, 0, buffer.length)) {
            try {
                for (SseParser.Event event : parser.feed(Arrays.copyOf(buffer, count))) {
                    Expect.that(event.data().length <= maxBytes, "data larger than", maxBytes);
                    read.add(said(event.type(), latin1(event.data()), event.id()));
                }
            } catch (SseParser.TooLargeException tooLarge) {
                Expect.that(maxBytes < stream.length, "too large of", maxBytes);
                return read;
            }
        }
        read.add("retry " + parser.retryMillis());
        return read;
    }

    /** What https://html.spec.whatwg.org/multipage/server-sent-events.html says, line by line. */
    private static List<String> byTheRules(byte[] stream) {
        String text = latin1(stream);
        text = text.startsWith("\u00EF\u00BB\u00BF") ? text.substring(3) : text;
        String[] lines = text.split("\r\n|\r|\n", -1);
        List<String> events = new ArrayList<>();
        StringBuilder data = new StringBuilder();
        String type = "";
        Optional<String> id = Optional.empty();
        Optional<Long> retry = Optional.empty();
        for (String line : Arrays.copyOf(lines, lines.length - 1)) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    events.add(said(type.isEmpty() ? "message" : type, data.substring(1), id));
                }
                data.setLength(0);
                type = "";
            } else if (name.equals("data")) {
                data.append('\n').append(value);
            } else if (name.equals("event")) {
                type = utf8(value);
            } else if (name.equals("id") && value.indexOf('\0') < 0) {
                id = Optional.of(utf8(value));
            } else if (name.equals("retry") && value.matches("[0-9]{1,9}")) {
                retry = Optional.of(Long.valueOf(value));
            }
        }
        events.add("retry " + retry);
        return events;
    }

    private static String said(String type, String data, Optional<String> id) {
        return type + "|" + data + "|" + id;
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
