package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An argument of a tool that its schema wants repeated in a header ({@code x-mcp-header}).
 *
 * @param header the whole name of the header
 * @param path of property names from the arguments down
 */
public record HeaderParam(String header, List<String> path) {
    public static final String PREFIX = "Mcp-Param-";

    private static final String ANNOTATION = "x-mcp-header";
    private static final int MAX_DEPTH = 32;
    private static final Set<String> TYPES = Set.of("string", "integer", "boolean");
    private static final String TOKEN_EXTRAS = "!#$%&'*+-.^_`|~";

    public HeaderParam {
        path = List.copyOf(path);
    }

    /**
     * All such arguments of a tool's {@code inputSchema}; nothing at all when an annotation is not
     * as the protocol demands, which makes the tool unusable over HTTP.
     */
    public static Optional<List<HeaderParam>> of(Json inputSchema) {
        String written = inputSchema.toString();
        if (!written.contains(ANNOTATION) && !written.contains("\\u")) {
            return Optional.of(List.of());
        }
        List<HeaderParam> found = new ArrayList<>();
        try {
            int usable = collect(inputSchema, List.of(), found, new HashSet<>());
            return annotations(inputSchema, false) == usable
                    ? Optional.of(List.copyOf(found))
                    : Optional.empty();
        } catch (McpException unreadable) {
            return Optional.empty(); // a member named twice can mean either
        }
    }

    /** How many were found where they may stand; -1 when one of those is invalid. */
    private static int collect(
            Json schema, List<String> path, List<HeaderParam> found, Set<String> names) {
        if (path.size() > MAX_DEPTH) {
            return 0;
        }
        for (var property : schema.get("properties").orElse(Json.nothing()).members().entrySet()) {
            List<String> here = new ArrayList<>(path);
            here.add(property.getKey());
            Optional<Json> annotation = property.getValue().get(ANNOTATION);
            if (annotation.isPresent()) {
                String name = annotation.get().isText() ? annotation.get().asText() : "";
                boolean isUsable =
                        isToken(name)
                                && names.add(name.toLowerCase(Locale.ROOT))
                                && property.getValue()
                                        .text("type")
                                        .filter(TYPES::contains)
                                        .isPresent();
                if (!isUsable) {
                    return -1;
                }
                found.add(new HeaderParam(PREFIX + name, here));
            }
            if (collect(property.getValue(), here, found, names) < 0) {
                return -1;
            }
        }
        return found.size();
    }

    /**
     * How many schemas anywhere carry the annotation; one in a place where it may not stand makes
     * the two counts differ.
     */
    private static int annotations(Json value, boolean isPropertyMap) {
        int count = !isPropertyMap && value.has(ANNOTATION) ? 1 : 0;
        for (var member : value.members().entrySet()) {
            boolean isData =
                    Set.of("default", "const", "enum", "examples", ANNOTATION)
                            .contains(member.getKey());
            if (isPropertyMap || !isData) {
                count +=
                        annotations(
                                member.getValue(),
                                !isPropertyMap && member.getKey().equals("properties"));
            }
        }
        for (Json element : value.elements()) {
            count += annotations(element, false);
        }
        return count;
    }

    private static boolean isToken(String name) {
        return !name.isEmpty()
                && name.chars()
                        .allMatch(c ->
                                (c >= '0' && c <= '9')
                                        || (c >= 'a' && c <= 'z')
                                        || (c >= 'A' && c <= 'Z')
                                        || TOKEN_EXTRAS.indexOf(c) >= 0);
    }

    /** The argument as the header has to carry it, encoded; nothing when it is absent or null. */
    public Optional<String> valueIn(Json arguments) {
        return argument(arguments).map(value -> HeaderValue.encode(value.asText()));
    }

    /**
     * Whether a header says what the arguments say. An argument that is absent or null needs none
     * and allows none.
     */
    public boolean matches(Json arguments, Optional<String> sent) {
        Optional<Json> argument = argument(arguments);
        if (argument.isEmpty() || sent.isEmpty()) {
            return argument.isEmpty() && sent.isEmpty();
        }
        Optional<String> decoded = HeaderValue.decode(sent.get());
        if (decoded.isEmpty()) {
            return false;
        }
        String expected = argument.get().asText();
        return expected.equals(decoded.get())
                || (argument.get().isNumber() && isSameNumber(expected, decoded.get()));
    }

    private Optional<Json> argument(Json arguments) {
        Json value = arguments;
        for (String name : path) {
            Optional<Json> next = value.get(name);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            value = next.get();
        }
        return value.isNull() ? Optional.empty() : Optional.of(value);
    }

    private static boolean isSameNumber(String left, String right) {
        try {
            return right.length() <= 64
                    && new BigDecimal(left).compareTo(new BigDecimal(right)) == 0;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }
}
