package dev.mcpctl.api.template;

import dev.mcpctl.api.resource.Fields;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A variable that a server made from a template needs.
 *
 * @param isSecret whether its value belongs in a secret
 * @param otherwise its value where none is given; never of a secret one
 */
public record RequiredVariable(
        String name, String description, boolean isSecret, Optional<String> otherwise) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    static RequiredVariable read(Fields fields) {
        String name = fields.required("name");
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            fields.fault("name", "\"" + name + "\" is not the name of a variable");
        }
        String description = fields.text("description").orElse("");
        boolean isSecret = fields.flag("secret", false);
        Optional<String> otherwise = fields.text("default");
        if (isSecret && otherwise.isPresent()) {
            fields.fault("default", "a secret variable has no default; it would be no secret");
        }
        fields.end();
        return new RequiredVariable(name, description, isSecret, otherwise);
    }

    /** As {@code describe} shows it. */
    String line() {
        StringBuilder line = new StringBuilder(name);
        if (isSecret) {
            line.append(" (secret)");
        }
        otherwise.ifPresent(value -> line.append(" (default: ").append(value).append(')'));
        return description.isEmpty() ? line.toString() : line + ": " + description;
    }
}
