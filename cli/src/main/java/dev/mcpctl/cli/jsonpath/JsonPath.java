package dev.mcpctl.cli.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;

/** A template that was read, in kubectl's dialect. */
public final class JsonPath {
    private final List<Part> parts;

    private JsonPath(List<Part> parts) {
        this.parts = parts;
    }

    /**
     * Reads a template.
     *
     * @throws JsonPathFault where it is not one
     */
    public static JsonPath parse(String template) {
        return new JsonPath(new TemplateParser(template).parts());
    }

    /**
     * What the template makes of a document. Fields that are not there make nothing; no line end is
     * added.
     *
     * @throws JsonPathFault when a value is not of the kind that a path needs
     */
    public String print(JsonNode document) {
        StringBuilder text = new StringBuilder();
        new Evaluation(document).print(parts, document, text);
        return text.toString();
    }
}
