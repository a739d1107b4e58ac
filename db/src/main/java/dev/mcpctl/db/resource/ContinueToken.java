package dev.mcpctl.db.resource;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.util.Base64;

/**
 * Where a page ended. Opaque to readers.
 *
 * @param project empty for a global kind
 */
record ContinueToken(String kind, String project, String name) {
    /** A text that no list answered, or one of another kind, is a bad-request problem. */
    static ContinueToken read(String text, String kind) {
        try {
            JsonNode json = JsonCodec.read(Base64.getUrlDecoder().decode(text));
            if (json.path(0).asText().equals(kind) && json.size() == 3) {
                return new ContinueToken(kind, json.path(1).asText(), json.path(2).asText());
            }
        } catch (IllegalArgumentException | Problem _) {
            // said below
        }
        throw new Problem(
                ProblemType.BAD_REQUEST, "\"continue\" is not what a list of this kind answered");
    }

    String text() {
        JsonNode json = JsonCodec.array().add(kind).add(project).add(name);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(JsonCodec.bytes(json));
    }
}
