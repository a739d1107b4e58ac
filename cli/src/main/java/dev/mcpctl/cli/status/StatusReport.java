package dev.mcpctl.cli.status;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code status} says: for each part a state, and details in the order of their importance.
 *
 * @param exitCode 0 when mcpd is reachable and knows us
 */
record StatusReport(Map<String, Part> parts, int exitCode) {
    private static final int NAME_WIDTH = 12;
    private static final int STATE_WIDTH = 14;

    StatusReport {
        parts = new LinkedHashMap<>(parts);
    }

    /** One line of the report. */
    record Part(String state, Map<String, String> details) {
        Part {
            details = new LinkedHashMap<>(details);
        }

        static Part of(String state) {
            return new Part(state, Map.of());
        }
    }

    void print(PrintStream out) {
        parts.forEach((name, part) -> {
            StringBuilder line = new StringBuilder(name);
            line.repeat(' ', Math.max(1, NAME_WIDTH - line.length())).append(part.state());
            if (!part.details().isEmpty()) {
                line.repeat(' ', Math.max(1, NAME_WIDTH + STATE_WIDTH - line.length()));
                line.append(String.join(", ", texts(part)));
            }
            out.println(line);
        });
    }

    ObjectNode toJson() {
        ObjectNode json = JsonCodec.object();
        parts.forEach((name, part) -> {
            ObjectNode shown = json.putObject(name).put("state", part.state());
            part.details().forEach(shown::put);
        });
        return json;
    }

    private static Iterable<String> texts(Part part) {
        return part.details().entrySet().stream()
                .map(detail ->
                        switch (detail.getKey()) {
                            case "url", "reason" -> detail.getValue();
                            default -> detail.getKey() + " " + detail.getValue();
                        })
                .toList();
    }
}
