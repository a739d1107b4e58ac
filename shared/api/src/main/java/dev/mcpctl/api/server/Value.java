package dev.mcpctl.api.server;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.resource.Fields;

import java.util.List;

/** A text that is written out, or one key of a secret. */
public sealed interface Value {
    record Literal(String text) implements Value {}

    /** One key of a secret; {@code pointer} is where its name was written, below the spec. */
    record SecretKey(String secret, String key, String pointer) implements Value {}

    /** Reads {@code "text"} or {@code {valueFrom: {secretRef: {name, key}}}}. */
    static Value read(JsonNode node, String pointer, List<Fault> faults) {
        if (node.isTextual()) {
            return new Literal(node.asText());
        }
        if (!node.isObject()) {
            faults.add(
                    new Fault(
                            pointer, "expected text or valueFrom, got " + Fields.described(node)));
            return new Literal("");
        }
        Fields fields = new Fields(node, pointer, faults);
        Value value =
                fields.object("valueFrom", from -> readFrom(from, pointer + "/valueFrom"))
                        .orElse(null);
        fields.end();
        if (value == null) {
            fields.fault("", "expected text or valueFrom");
            return new Literal("");
        }
        return value;
    }

    /** Reads {@code {secretRef: {name, key}}}, which stands at {@code pointer}. */
    static Value readFrom(Fields from, String pointer) {
        Value value =
                from.object(
                                "secretRef",
                                ref -> {
                                    Value key =
                                            new SecretKey(
                                                    ref.required("name"),
                                                    ref.required("key"),
                                                    pointer + "/secretRef/name");
                                    ref.end();
                                    return key;
                                })
                        .orElseGet(() -> {
                            from.fault("secretRef", "required");
                            return new Literal("");
                        });
        from.end();
        return value;
    }
}
