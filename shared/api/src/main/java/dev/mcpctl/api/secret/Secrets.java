package dev.mcpctl.api.secret;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.resource.Fields;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Scope;
import dev.mcpctl.api.resource.Verb;

import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Declares the kind. */
public final class Secrets {
    /** The spec field that holds the values. */
    public static final String DATA = "data";

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_.-]{1,253}");

    public static final ResourceKind<SecretSpec> KIND =
            ResourceKind.read(Secrets::read)
                    .named("secret", "secrets", "sec")
                    .scopedTo(Scope.GLOBAL)
                    .verbs(Verb.ALL)
                    .column(
                            "KEYS",
                            view -> String.join(",", new TreeSet<>(view.spec().data().keySet())))
                    .column("AGE", view -> view.age())
                    .sealing(DATA)
                    .inBackup()
                    .build();

    private Secrets() {}

    private static SecretSpec read(Fields fields) {
        String description = fields.text("description").orElse("");
        Map<String, Optional<String>> data =
                fields.map(DATA, (value, at) -> value(value, at, fields));
        data.keySet().stream()
                .filter(key -> !KEY.matcher(key).matches())
                .forEach(key ->
                        fields.fault(
                                DATA + "/" + Fields.escaped(key),
                                "\""
                                        + key
                                        + "\" is not a key: expected letters, digits, '_', '-' and '.'"));
        fields.end();
        return new SecretSpec(description, data);
    }

    /** The message never shows the value. */
    private static Optional<String> value(JsonNode value, String pointer, Fields fields) {
        if (value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            String got =
                    value.isContainerNode()
                            ? "a list or an object"
                            : "a number or a boolean; quote it";
            fields.faults().add(new Fault(pointer, "expected text, got " + got));
            return Optional.empty();
        }
        return Optional.of(value.asText());
    }
}
