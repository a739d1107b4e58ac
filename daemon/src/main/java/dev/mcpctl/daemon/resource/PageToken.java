package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.ResourceKey;

import java.util.Base64;

/**
 * Where a list goes on. Opaque to clients; bound to the query, so that it cannot go on in another
 * list.
 *
 * @param query the list: kind, scope and filters
 * @param last the resource that the page before ended with
 */
record PageToken(String query, ResourceKey last) {
    String encode() {
        ObjectNode json = JsonCodec.object().put("q", query).put("n", last.name());
        if (last.project() != null) {
            json.put("p", last.project());
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(JsonCodec.bytes(json));
    }

    /** Throws a {@link Problem} when the text is no token, or one of another query. */
    static PageToken decode(String text, String kind, String query) {
        try {
            JsonNode json = JsonCodec.read(Base64.getUrlDecoder().decode(text));
            if (json.path("q").asText().equals(query) && json.hasNonNull("n")) {
                String project = json.hasNonNull("p") ? json.path("p").asText() : null;
                return new PageToken(
                        query, new ResourceKey(kind, project, json.path("n").asText()));
            }
        } catch (IllegalArgumentException | Problem e) {
            throw notOurs(e);
        }
        throw notOurs(new IllegalArgumentException("another query"));
    }

    private static Problem notOurs(Exception cause) {
        return new Problem(
                ProblemType.BAD_REQUEST,
                "continue: not a token of this list; expected metadata.continue of its last page",
                cause);
    }
}
