package dev.mcpctl.mcp.message;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One JSON value that is never changed. It holds the UTF-8 it came in and is written as it came; a
 * tree, or the index of its members, is built when somebody asks and then kept. {@link #with} and
 * {@link #without} share what they did not touch, so that adding a member to a result of ten
 * megabytes copies nothing until it is written.
 *
 * <p>Two values are equal when they mean the same; spelling and member order do not count.
 */
public final class Json {
    private static final Json EMPTY_OBJECT = parse("{}");
    private static final Json TRUE = parse("true");
    private static final Json FALSE = parse("false");
    private static final Json NULL = parse("null");

    // Each of the four is a complete description of the value; at least one is there from the
    // start, others join later.
    private volatile @Nullable Slice slice;
    private volatile @Nullable Map<String, Json> members;
    private volatile @Nullable List<Json> elements;
    private volatile @Nullable JsonNode tree;

    /** A run of bytes of an array that nobody writes to any more. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody, and copying is what it avoids
    record Slice(byte[] bytes, int offset, int length) {}

    private Json(
            @Nullable Slice slice,
            @Nullable Map<String, Json> members,
            @Nullable List<Json> elements,
            @Nullable JsonNode tree) {
        this.slice = slice;
        this.members = members;
        this.elements = elements;
        this.tree = tree;
    }

    /**
     * Well-formed bytes, with the members of an object when the scan that checked them noted those
     * as well.
     */
    static Json checked(byte[] bytes, int offset, int length, @Nullable Map<String, Json> members) {
        return new Json(new Slice(bytes, offset, length), members, null, null);
    }

    /**
     * The value that a text holds.
     *
     * @throws McpException {@code -32700} when it is not exactly one JSON value
     */
    public static Json parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #parse(String)}; the array must not be written to afterwards. */
    public static Json parse(byte[] utf8) {
        return JsonScanner.STANDARD.scan(utf8, 0, utf8.length);
    }

    /** The value of a tree, which must not be changed afterwards. */
    public static Json of(JsonNode tree) {
        return new Json(null, null, null, tree);
    }

    public static Json of(String text) {
        return new Json(null, null, null, TextNode.valueOf(text));
    }

    public static Json of(long number) {
        return parse(Long.toString(number));
    }

    public static Json of(boolean value) {
        return value ? TRUE : FALSE;
    }

    public static Json object() {
        return EMPTY_OBJECT;
    }

    /** An object of one member; more are added by {@link #with}. */
    public static Json object(String name, Json value) {
        return object(Map.of(name, value));
    }

    /** An object with these members, in the map's order. */
    public static Json object(Map<String, Json> members) {
        return new Json(
                null, Collections.unmodifiableMap(new LinkedHashMap<>(members)), null, null);
    }

    public static Json array(List<Json> elements) {
        return new Json(null, null, List.copyOf(elements), null);
    }

    public static Json nothing() {
        return NULL;
    }

    public boolean isObject() {
        return members != null || kind() == '{';
    }

    public boolean isArray() {
        return elements != null || kind() == '[';
    }

    public boolean isText() {
        return kind() == '"';
    }

    public boolean isNumber() {
        return kind() == '0';
    }

    public boolean isBoolean() {
        return kind() == 't' || kind() == 'f';
    }

    public boolean isTrue() {
        return kind() == 't';
    }

    public boolean isNull() {
        return kind() == 'n';
    }

    /** The members of an object in their order; empty for anything else. */
    public Map<String, Json> members() {
        Map<String, Json> known = members;
        if (known != null) {
            return known;
        }
        if (kind() != '{') {
            return Map.of();
        }
        Map<String, Json> found = JsonScanner.STANDARD.members(slice());
        members = found;
        return found;
    }

    /** The elements of an array; empty for anything else. */
    public List<Json> elements() {
        List<Json> known = elements;
        if (known != null) {
            return known;
        }
        if (kind() != '[') {
            return List.of();
        }
        List<Json> found = JsonScanner.STANDARD.elements(slice());
        elements = found;
        return found;
    }

    public Optional<Json> get(String name) {
        return Optional.ofNullable(members().get(name));
    }

    public boolean has(String name) {
        return members().containsKey(name);
    }

    /** The text of a member, when it is there and a string. */
    public Optional<String> text(String name) {
        return get(name).filter(Json::isText).map(Json::asText);
    }

    /** This object with a member set; a new one goes last, a known one stays where it was. */
    public Json with(String name, Json value) {
        var changed = new LinkedHashMap<>(members());
        changed.put(name, value);
        return new Json(null, Collections.unmodifiableMap(changed), null, null);
    }

    /** This object without these members; this very value when it has none of them. */
    public Json without(String... names) {
        Map<String, Json> all = members();
        boolean touched = false;
        for (String name : names) {
            touched |= all.containsKey(name);
        }
        if (!touched) {
            return this;
        }
        var changed = new LinkedHashMap<>(all);
        for (String name : names) {
            changed.remove(name);
        }
        return new Json(null, Collections.unmodifiableMap(changed), null, null);
    }

    /** This array with each element replaced. */
    public Json map(java.util.function.UnaryOperator<Json> change) {
        List<Json> changed = new ArrayList<>(elements().size());
        for (Json element : elements()) {
            changed.add(change.apply(element));
        }
        return array(changed);
    }

    /** The text of a string, else the value as it is written. */
    public String asText() {
        return isText() ? tree().textValue() : toString();
    }

    /** The number as a long, when it is one without a fraction that fits. */
    public Optional<Long> asLong() {
        JsonNode node = isNumber() ? tree() : null;
        return node != null && node.canConvertToExactIntegral() && node.canConvertToLong()
                ? Optional.of(node.longValue())
                : Optional.empty();
    }

    /**
     * The value as a tree that is shared: read it, never change it ({@code deepCopy()} first).
     *
     * @throws McpException {@code -32602} when an object in it names a member twice
     */
    public JsonNode tree() {
        JsonNode known = tree;
        if (known == null) {
            Slice bytes = slice;
            known =
                    bytes == null
                            ? JsonScanner.STANDARD.tree(new Slice(toBytes(), 0, size()))
                            : JsonScanner.STANDARD.tree(bytes);
            tree = known;
        }
        return known;
    }

    /** How many bytes it takes when written. */
    public int size() {
        Slice bytes = slice;
        if (bytes != null) {
            return bytes.length();
        }
        Map<String, Json> object = members;
        if (object != null) {
            int total = 1 + Math.max(1, object.size());
            for (var member : object.entrySet()) {
                total += quoted(member.getKey()).length + 1 + member.getValue().size();
            }
            return total;
        }
        List<Json> array = elements;
        if (array != null) {
            int total = 1 + Math.max(1, array.size());
            for (Json element : array) {
                total += element.size();
            }
            return total;
        }
        return slice().length();
    }

    /** The value as UTF-8, in an array of its own. */
    public byte[] toBytes() {
        var out = new ByteSink(size());
        writeTo(out);
        return out.toArray();
    }

    void writeTo(ByteSink out) {
        Slice bytes = slice;
        if (bytes != null) {
            out.write(bytes.bytes(), bytes.offset(), bytes.length());
            return;
        }
        Map<String, Json> object = members;
        List<Json> array = elements;
        if (object != null) {
            char before = '{';
            for (var member : object.entrySet()) {
                out.write(before);
                out.write(quoted(member.getKey()));
                out.write(':');
                member.getValue().writeTo(out);
                before = ',';
            }
            out.write(before == '{' ? "{}" : "}");
        } else if (array != null) {
            char before = '[';
            for (Json element : array) {
                out.write(before);
                element.writeTo(out);
                before = ',';
            }
            out.write(before == '[' ? "[]" : "]");
        } else {
            Slice written = slice();
            out.write(written.bytes(), written.offset(), written.length());
        }
    }

    static byte[] quoted(String text) {
        byte[] inner;
        try {
            inner = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        } catch (IllegalArgumentException halfCharacter) {
            return JsonScanner.STANDARD.write(TextNode.valueOf(text));
        }
        byte[] all = new byte[inner.length + 2];
        all[0] = '"';
        System.arraycopy(inner, 0, all, 1, inner.length);
        all[all.length - 1] = '"';
        return all;
    }

    /** The first character of the value, with {@code 0} for every number. */
    private char kind() {
        if (members != null) {
            return '{';
        }
        if (elements != null) {
            return '[';
        }
        JsonNode node = tree;
        if (node != null) {
            return switch (node.getNodeType()) {
                case OBJECT, POJO -> '{';
                case ARRAY -> '[';
                case STRING, BINARY -> '"';
                case BOOLEAN -> node.booleanValue() ? 't' : 'f';
                case NUMBER -> '0';
                case NULL, MISSING -> 'n';
            };
        }
        Slice bytes = slice();
        char first = (char) bytes.bytes()[bytes.offset()];
        return first == '-' || (first >= '0' && first <= '9') ? '0' : first;
    }

    /**
     * The bytes; those of a tree are kept once written, those of a changed object are not (they may
     * be large).
     */
    private Slice slice() {
        Slice known = slice;
        if (known != null) {
            return known;
        }
        JsonNode node = tree;
        if (node == null) {
            byte[] written = toBytes();
            return new Slice(written, 0, written.length);
        }
        byte[] written = JsonScanner.STANDARD.write(node);
        known = new Slice(written, 0, written.length);
        slice = known;
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Json that && tree().equals(that.tree()));
    }

    @Override
    public int hashCode() {
        return tree().hashCode();
    }

    /** The value as it is written. */
    @Override
    public String toString() {
        return new String(toBytes(), StandardCharsets.UTF_8);
    }
}
