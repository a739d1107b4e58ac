package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.Json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Forms as 2025-06-18 has them: without a mode, titles of choices in a list of their own, a default
 * for yes or no only, one choice each.
 * https://modelcontextprotocol.io/specification/2025-06-18/client/elicitation
 */
final class SimpleForm {
    private SimpleForm() {}

    /** The same form in that revision's words; nothing when it wants several choices at once. */
    static Optional<Question> of(Question newer) {
        Json schema = newer.params().get("requestedSchema").orElse(Json.object());
        Map<String, Json> fields = new LinkedHashMap<>();
        for (var field : schema.get("properties").orElse(Json.object()).members().entrySet()) {
            if (field.getValue().text("type").filter("array"::equals).isPresent()) {
                return Optional.empty();
            }
            fields.put(field.getKey(), simple(field.getValue()));
        }
        Json params =
                newer.params()
                        .without("mode")
                        .with("requestedSchema", schema.with("properties", Json.object(fields)));
        return Optional.of(new Question(newer.method(), params));
    }

    private static Json simple(Json field) {
        boolean isYesOrNo = field.text("type").filter("boolean"::equals).isPresent();
        Json kept = isYesOrNo ? field : field.without("default");
        List<Json> choices = field.get("oneOf").map(Json::elements).orElse(List.of());
        return choices.isEmpty()
                ? kept
                : kept.without("oneOf")
                        .with("enum", each(choices, "const"))
                        .with("enumNames", each(choices, "title"));
    }

    private static Json each(List<Json> choices, String member) {
        return Json.array(
                choices.stream().map(choice -> choice.get(member).orElse(Json.nothing())).toList());
    }
}
