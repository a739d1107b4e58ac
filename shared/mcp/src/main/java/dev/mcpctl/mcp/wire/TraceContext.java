package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.Json;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The trace that a request belongs to, as it goes on to the next hop: the same trace, a span of our
 * own. What is not as it should be goes no further. https://www.w3.org/TR/trace-context/
 */
public final class TraceContext {
    private static final String PARENT = "traceparent";
    private static final String STATE = "tracestate";

    // A later version may have more behind the flags; what is before them stays as it is.
    private static final Pattern FORM =
            Pattern.compile(
                    "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?");

    private TraceContext() {}

    /** The keys of a request's {@code _meta} for the next hop, out of those from the last one. */
    public static Map<String, Json> reparented(Map<String, Json> meta) {
        if (!meta.containsKey(PARENT) && !meta.containsKey(STATE)) {
            return meta;
        }
        Map<String, Json> next = new LinkedHashMap<>(meta);
        Optional<String> child =
                Optional.ofNullable(meta.get(PARENT))
                        .filter(Json::isText)
                        .flatMap(parent -> child(parent.asText()));
        if (child.isPresent()) {
            next.put(PARENT, Json.of(child.get()));
        } else {
            next.remove(PARENT);
        }
        Json state = meta.get(STATE);
        if (child.isEmpty() || state == null || !state.isText()) {
            next.remove(STATE);
        }
        return next;
    }

    private static Optional<String> child(String parent) {
        Matcher form = FORM.matcher(parent);
        if (!form.matches() || (parent.startsWith("00") && form.group(3) != null)) {
            return Optional.empty();
        }
        long span = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        return Optional.of("00-%s-%016x-%s".formatted(form.group(1), span, form.group(2)));
    }
}
