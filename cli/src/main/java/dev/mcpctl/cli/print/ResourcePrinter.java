package dev.mcpctl.cli.print;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.manifest.ManifestWriter;
import dev.mcpctl.api.resource.Resource;

import java.io.PrintStream;
import java.util.List;

/** Prints resources whole: YAML as a manifest has it, JSON as the API has it, or names. */
public final class ResourcePrinter {
    private final PrintStream out;
    private boolean isFirst = true;

    public ResourcePrinter(PrintStream out) {
        this.out = out;
    }

    /**
     * May be called again for more: YAML documents are divided then.
     *
     * @param format YAML, JSON or NAME
     * @param isList whether JSON is a list also when there is one resource
     */
    public void print(OutputFormat format, List<Resource> resources, boolean isList) {
        switch (format) {
            case YAML -> {
                out.print((isFirst ? "" : "---\n") + ManifestWriter.yaml(resources));
                isFirst = false;
            }
            case JSON ->
                    out.println(
                            isList || resources.size() != 1
                                    ? ManifestWriter.jsonList(resources)
                                    : JsonCodec.pretty(resources.getFirst().toJson()));
            case NAME -> resources.forEach(resource -> out.println(resource.key()));
            case TABLE, WIDE -> throw new IllegalArgumentException(format.label());
        }
    }
}
