package dev.mcpctl.cli.create;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.cli.print.UsageError;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A spec made of flags. It knows from which flag each field came, so that what is wrong with a
 * field can be said of the flag. Paths are names joined by slashes; a flag that was not given sets
 * nothing.
 */
final class FlaggedSpec {
    private static final String SPEC = "/spec/";

    private final ObjectNode spec = JsonCodec.object();
    private final Map<String, String> flags = new LinkedHashMap<>(); // by path

    ObjectNode json() {
        return spec;
    }

    void text(String flag, String path, @Nullable String value) {
        if (value != null) {
            set(flag, path, JsonNodeFactory.instance.textNode(value));
        }
    }

    /** A number where it is one; what is none the kind refuses, as in a manifest. */
    void number(String flag, String path, @Nullable String value) {
        if (value != null) {
            set(flag, path, numberOf(value));
        }
    }

    void texts(String flag, String path, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode list = JsonCodec.array();
            values.forEach(list::add);
            set(flag, path, list);
        }
    }

    void set(String flag, String path, JsonNode value) {
        flags.put(path, flag);
        String[] names = path.split("/", -1);
        ObjectNode object = spec;
        for (int i = 0; i < names.length - 1; i++) {
            object =
                    object.get(names[i]) instanceof ObjectNode inner
                            ? inner
                            : object.putObject(names[i]);
        }
        object.set(names[names.length - 1], value);
    }

    /**
     * Returns when the kind takes what the flags gave. What else may be wrong, mcpd says.
     *
     * @throws UsageError that names the flag, the value and what was expected
     */
    void check(ResourceKind<?> kind) {
        List<Fault> faults = new ArrayList<>();
        kind.read(kind.canonical(spec), faults);
        for (Fault fault : faults) {
            Optional<String> flag = flagOf(fault.pointer());
            if (flag.isPresent()) {
                throw new UsageError(flag.get() + ": " + fault.detail());
            }
        }
    }

    /** The flag of that field, of one that it is in, or of the first that is in it. */
    private Optional<String> flagOf(String pointer) {
        if (!pointer.startsWith(SPEC)) {
            return Optional.empty();
        }
        String path = pointer.substring(SPEC.length());
        return flags.entrySet().stream()
                .filter(flag -> isBelow(path, flag.getKey()) || isBelow(flag.getKey(), path))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static boolean isBelow(String path, String above) {
        return path.equals(above) || path.startsWith(above + "/");
    }

    private static JsonNode numberOf(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            return number.scale() <= 0 && number.precision() - number.scale() <= 18
                    ? JsonNodeFactory.instance.numberNode(number.longValueExact())
                    : JsonNodeFactory.instance.numberNode(number);
        } catch (NumberFormatException e) {
            return JsonNodeFactory.instance.textNode(text);
        }
    }
}
