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
    JSONPATH,
    NAME;

    private static final String JSONPATH_FILE = "jsonpath-file";

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
     * @param word null: the option was not given; that of {@link #JSONPATH} has its template or
     *     file behind an equals sign
     * @param allowed what the command can print; its first is what holds without the option
     */
    public static OutputFormat of(@Nullable String word, OutputFormat... allowed) {
        if (word == null) {
            return allowed[0];
        }
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        List<String> labels = new ArrayList<>();
        for (OutputFormat format : allowed) {
            boolean isMeant =
                    format.label().equals(name)
                            || (format == JSONPATH && name.equals(JSONPATH_FILE));
            if (isMeant && (format == JSONPATH) != equals < 0) {
                return format;
            }
            if (isMeant && format == JSONPATH) {
                throw new UsageError(
                        "expected -o jsonpath=TEMPLATE or -o jsonpath-file=FILE, such as"
                                + " jsonpath='{.items[*].metadata.name}'");
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
