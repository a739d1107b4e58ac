package dev.mcpctl.cli.print;

import dev.mcpctl.api.resource.Suggestion;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@code -o} names. */
public enum OutputFormat {
    TABLE,
    WIDE,
    YAML,
    JSON,
    NAME;

    /** As written after {@code -o}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isTable() {
        return this == TABLE || this == WIDE;
    }

    /**
     * The format of that name.
     *
     * @param word null: the option was not given
     * @param allowed what the command can print; its first is what holds without the option
     */
    public static OutputFormat of(@Nullable String word, OutputFormat... allowed) {
        if (word == null) {
            return allowed[0];
        }
        List<String> labels = new ArrayList<>();
        for (OutputFormat format : allowed) {
            if (format.label().equals(word)) {
                return format;
            }
            if (format != TABLE) {
                labels.add(format.label());
            }
        }
        Optional<String> meant = Suggestion.closest(word, labels);
        throw new UsageError(
                "unknown output format \""
                        + word
                        + "\"; "
                        + meant.map(label -> "did you mean \"" + label + "\"?")
                                .orElse("expected " + String.join(", ", labels)));
    }
}
