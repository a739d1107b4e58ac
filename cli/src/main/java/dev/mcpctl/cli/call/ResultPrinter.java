package dev.mcpctl.cli.call;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;

import java.io.PrintStream;

/** Prints the result of a tool for a person: texts as they are, other content as JSON. */
final class ResultPrinter {
    private final PrintStream out;

    ResultPrinter(PrintStream out) {
        this.out = out;
    }

    void print(JsonNode result) {
        JsonNode content = result.path("content");
        if (!content.isArray() || content.isEmpty()) {
            JsonNode structured = result.path("structuredContent");
            out.println(JsonCodec.pretty(structured.isMissingNode() ? result : structured));
            return;
        }
        for (JsonNode block : content) {
            if (block.path("type").asText().equals("text")) {
                line(block.path("text").asText());
            } else {
                out.println(JsonCodec.pretty(block));
            }
        }
    }

    private void line(String text) {
        out.print(text);
        if (!text.endsWith("\n")) {
            out.println();
        }
    }
}
