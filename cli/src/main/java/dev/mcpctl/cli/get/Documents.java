package dev.mcpctl.cli.get;

import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.jsonpath.JsonPath;
import dev.mcpctl.cli.jsonpath.JsonPathFault;
import dev.mcpctl.cli.print.OutputFormat;
import dev.mcpctl.cli.print.ResourcePrinter;
import dev.mcpctl.cli.print.UsageError;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;

/** How {@code get} prints: the format, and for jsonpath its template, read once. */
final class Documents {
    private final Invocation invocation;
    private final OutputFormat format;
    private final @Nullable JsonPath template;

    /**
     * @param word as given behind {@code -o}; null when it was not
     */
    Documents(Invocation invocation, OutputFormat format, @Nullable String word) {
        this.invocation = invocation;
        this.format = format;
        this.template =
                format == OutputFormat.JSONPATH && word != null ? template(invocation, word) : null;
    }

    OutputFormat format() {
        return format;
    }

    ResourcePrinter printer() {
        return new ResourcePrinter(invocation.streams().out(), template);
    }

    /** Whether nothing is printed as a document too: an empty list. */
    boolean showsNothing() {
        return format == OutputFormat.JSON || format == OutputFormat.JSONPATH;
    }

    private static JsonPath template(Invocation invocation, String word) {
        String value = word.substring(word.indexOf('=') + 1);
        try {
            return JsonPath.parse(
                    word.startsWith("jsonpath-file=")
                            ? Files.readString(invocation.directory().resolve(value))
                            : value);
        } catch (JsonPathFault e) {
            throw new UsageError("jsonpath: " + e.getMessage());
        } catch (IOException e) {
            throw new UsageError("jsonpath-file: cannot read " + value);
        }
    }
}
