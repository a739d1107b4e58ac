package dev.mcpctl.api.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.problem.Fault;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Reads the fields of one object that a user wrote. Every fault is collected with its JSON pointer
 * and reading goes on, so that one answer names them all; {@link #end} adds the fields that nobody
 * asked for. Used by one thread.
 */
public final class Fields {
    /** How the detail of a fault begins that is about the name of a field, not about its value. */
    public static final String UNKNOWN_FIELD = "unknown field";

    private final JsonNode node;
    private final String pointer;
    private final List<Fault> faults;
    private final Set<String> known = new LinkedHashSet<>();
    private final boolean isObject;

    /**
     * @param pointer where {@code node} stands in the document
     * @param faults what is wrong is added here
     */
    public Fields(JsonNode node, String pointer, List<Fault> faults) {
        this.pointer = pointer;
        this.faults = faults;
        this.isObject = node.isObject();
        if (isObject) {
            this.node = node;
        } else {
            this.node = JsonNodeFactory.instance.objectNode();
            faults.add(new Fault(pointer, "expected an object, got " + described(node)));
        }
    }

    /**
     * Adds a fault at a field of this object; an empty field means the object itself. Of what is no
     * object that alone is said.
     */
    public void fault(String field, String detail) {
        if (isObject) {
            faults.add(new Fault(field.isEmpty() ? pointer : at(field), detail));
        }
    }

    /** Where faults go: for readers of elements that are not objects. */
    public List<Fault> faults() {
        return faults;
    }

    /** Where the object stands. */
    public String pointer() {
        return pointer;
    }

    /** Another object read as if it stood here; what is wrong with it goes to {@code others}. */
    public Fields reading(ObjectNode other, List<Fault> others) {
        return new Fields(other, pointer, others);
    }

    /** The object itself, of which a copy may be changed. */
    public ObjectNode object() {
        return (ObjectNode) node;
    }

    /** True when the field was written, be it as null. */
    public boolean has(String field) {
        return node.has(field);
    }

    /** The field as it came; JSON null counts as absent. */
    public Optional<JsonNode> any(String field) {
        known.add(field);
        JsonNode value = node.get(field);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    public Optional<String> text(String field) {
        return any(field).flatMap(value -> textOf(field, value));
    }

    /** The text, or the empty text and a fault when it is absent or empty. */
    public String required(String field) {
        Optional<JsonNode> value = any(field);
        if (value.isEmpty()) {
            fault(field, "required");
            return "";
        }
        Optional<String> text = textOf(field, value.get());
        if (text.filter(String::isEmpty).isPresent()) {
            fault(field, "required, and must not be empty");
        }
        return text.orElse("");
    }

    public int integer(String field, int otherwise, int min, int max) {
        return any(field)
                .map(value -> {
                    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
                        fault(field, "expected a whole number, got " + described(value));
                        return otherwise;
                    }
                    int number = value.intValue();
                    if (number < min || number > max) {
                        fault(field, "expected " + min + " to " + max + ", got " + number);
                        return otherwise;
                    }
                    return number;
                })
                .orElse(otherwise);
    }

    public boolean flag(String field, boolean otherwise) {
        return any(field)
                .map(value -> {
                    if (!value.isBoolean()) {
                        fault(field, "expected true or false, got " + described(value));
                        return otherwise;
                    }
                    return value.booleanValue();
                })
                .orElse(otherwise);
    }

    /** One of the constants; written as {@code label} says, compared without regard to case. */
    public <E extends Enum<E>> Optional<E> choice(
            String field, Class<E> type, Function<E, String> label) {
        return text(field)
                .flatMap(text -> {
                    for (E constant : type.getEnumConstants()) {
                        if (label.apply(constant).equalsIgnoreCase(text)) {
                            return Optional.of(constant);
                        }
                    }
                    String expected =
                            String.join(
                                    " | ",
                                    Arrays.stream(type.getEnumConstants()).map(label).toList());
                    fault(field, "expected " + expected + ", got \"" + text + "\"");
                    return Optional.empty();
                });
    }

    /** The object's fields through {@code reader}, which must call {@link #end}. */
    public <T> Optional<T> object(String field, Function<Fields, T> reader) {
        return any(field).map(value -> reader.apply(new Fields(value, at(field), faults)));
    }

    /** The elements through {@code reader}, which gets each element and its pointer. */
    public <T> List<T> list(String field, BiFunction<JsonNode, String, T> reader) {
        Optional<JsonNode> value = any(field);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!value.get().isArray()) {
            fault(field, "expected a list, got " + described(value.get()));
            return List.of();
        }
        List<T> elements = new ArrayList<>();
        int index = 0;
        for (JsonNode element : value.get()) {
            elements.add(reader.apply(element, at(field) + "/" + index++));
        }
        return elements;
    }

    /** A list of objects. */
    public <T> List<T> objects(String field, Function<Fields, T> reader) {
        return list(field, (element, at) -> reader.apply(new Fields(element, at, faults)));
    }

    /** A list of texts. */
    public List<String> textList(String field) {
        return list(
                field,
                (element, at) -> {
                    if (element.isTextual()) {
                        return element.asText();
                    }
                    faults.add(
                            new Fault(
                                    at,
                                    "expected text, got "
                                            + described(element)
                                            + quoteHint(element)));
                    return "";
                });
    }

    /** An object of texts, in the order written. */
    public Map<String, String> texts(String field) {
        Map<String, String> texts = new LinkedHashMap<>();
        any(field)
                .ifPresent(value -> {
                    if (!value.isObject()) {
                        fault(field, "expected an object of texts, got " + described(value));
                        return;
                    }
                    value.properties()
                            .forEach(entry ->
                                    textOf(field + "/" + escaped(entry.getKey()), entry.getValue())
                                            .ifPresent(text -> texts.put(entry.getKey(), text)));
                });
        return texts;
    }

    /** The names in an object, each value through {@code reader} with its pointer. */
    public <T> Map<String, T> map(String field, BiFunction<JsonNode, String, T> reader) {
        Map<String, T> values = new LinkedHashMap<>();
        any(field)
                .ifPresent(value -> {
                    if (!value.isObject()) {
                        fault(field, "expected an object, got " + described(value));
                        return;
                    }
                    value.properties()
                            .forEach(entry ->
                                    values.put(
                                            entry.getKey(),
                                            reader.apply(
                                                    entry.getValue(),
                                                    at(field) + "/" + escaped(entry.getKey()))));
                });
        return values;
    }

    /** Refuses a field whose effect cannot be had, so that nothing is accepted and ignored. */
    public void refuse(String field, String why) {
        if (any(field).isPresent()) {
            fault(field, why);
        }
    }

    /** As {@link #refuse}, but the value that is the default anyway passes. */
    public void refuseUnless(String field, String harmless, String why) {
        any(field)
                .filter(value -> !value.asText().equalsIgnoreCase(harmless))
                .ifPresent(_ -> fault(field, why));
    }

    /** Call last: adds a fault for each field that was never asked for, with a suggestion. */
    public void end() {
        node.fieldNames()
                .forEachRemaining(field -> {
                    if (!known.contains(field)) {
                        fault(
                                escaped(field),
                                UNKNOWN_FIELD + " \"" + field + "\"" + suggestion(field));
                    }
                });
    }

    /** {@code the number 5}: how messages call a value that was not expected. */
    public static String described(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case STRING -> "the text \"" + shortened(value.asText()) + "\"";
            case NUMBER -> "the number " + value.asText();
            case BOOLEAN -> "the boolean " + value.asText();
            case NULL, MISSING -> "nothing";
            case BINARY, POJO -> "something else";
        };
    }

    /** RFC 6901 §3. */
    public static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    private String at(String field) {
        return pointer + "/" + field;
    }

    private Optional<String> textOf(String field, JsonNode value) {
        if (value.isTextual()) {
            return Optional.of(value.asText());
        }
        fault(field, "expected text, got " + described(value) + quoteHint(value));
        return Optional.empty();
    }

    private static String quoteHint(JsonNode value) {
        return value.isNumber() || value.isBoolean() ? "; quote it" : "";
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 37) + "...";
    }

    private String suggestion(String field) {
        return Suggestion.closest(field, known)
                .map(name -> "; did you mean \"" + name + "\"?")
                .orElseGet(() -> "; expected one of " + String.join(", ", known));
    }
}
