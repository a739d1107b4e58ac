package dev.mcpctl.localproxy.control;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.project.ToolNames;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a bridge says first: {@code {"project": "p", "toolNames": "safe", "build": "…"}}.
 *
 * @param toolNames how names are to be spelled on this connection; empty for the project's own way
 * @param build the bridge's
 */
record Preamble(String project, Optional<ToolNames> toolNames, String build) {
    static Preamble read(byte[] line) {
        JsonNode json = JsonCodec.read(line);
        if (!json.path("project").isTextual()) {
            throw new Problem(
                    ProblemType.BAD_REQUEST,
                    "expected a line {\"project\": NAME, \"toolNames\": …, \"build\": …}");
        }
        JsonNode names = json.path("toolNames");
        Optional<ToolNames> style =
                names.isTextual() ? Optional.of(style(names.asText())) : Optional.empty();
        return new Preamble(json.path("project").asText(), style, json.path("build").asText(""));
    }

    private static ToolNames style(String label) {
        return Arrays.stream(ToolNames.values())
                .filter(style -> style.label().equals(label))
                .findFirst()
                .orElseThrow(() ->
                        new Problem(
                                ProblemType.BAD_REQUEST,
                                "toolNames: expected slash, safe or none, got \"" + label + "\""));
    }
}
