package dev.mcpctl.cli.print;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.manifest.ManifestWriter;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.cli.jsonpath.JsonPath;
import dev.mcpctl.cli.jsonpath.JsonPathFault;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.util.List;

/** Prints resources whole: YAML as a manifest has it, JSON as the API has it, or names. */
public final class ResourcePrinter {
    private final PrintStream out;
    private final @Nullable JsonPath template;
    private boolean isFirst = true;

    public ResourcePrinter(PrintStream out) {
        this(out, null);
    }

    /**
     * @param template what JSONPATH prints; null when that is not asked for
     */
    public ResourcePrinter(PrintStream out, @Nullable JsonPath template) {
        this.out = out;
        this.template = template;
    }

    /**
     * May be called again for more: YAML documents are divided then.
     *
     * @param format YAML, JSON, JSONPATH or NAME
     * @param isList whether JSON is a list also when there is one resource
     * @throws Problem LOCAL when the template does not fit
     */
    public void print(OutputFormat format, List<Resource> resources, boolean isList) {
        switch (format) {
            case YAML -> {
                out.print((isFirst ? "" : "---\n") + ManifestWriter.yaml(resources));
                isFirst = false;
            }
            case JSON -> out.println(JsonCodec.pretty(json(resources, isList)));
            case JSONPATH -> out.print(filled(json(resources, isList)));
            case NAME -> resources.forEach(resource -> out.println(resource.key()));
            case TABLE, WIDE -> throw new IllegalArgumentException(format.label());
        }
    }

    private static ObjectNode json(List<Resource> resources, boolean isList) {
        return isList || resources.size() != 1
                ? ManifestWriter.list(resources)
                : resources.getFirst().toJson();
    }

    private String filled(ObjectNode document) {
        if (template == null) {
            throw new IllegalArgumentException("no template");
        }
        try {
            return template.print(document);
        } catch (JsonPathFault e) {
            throw new Problem(ProblemType.LOCAL, "jsonpath: " + e.getMessage());
        }
    }
}
