package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one method of one path does.
 *
 * @param query the names of its parameters
 * @param body by content type; empty: takes none
 * @param answer the good one, by content type
 */
record OpenApiOperation(
        String id,
        String summary,
        List<String> query,
        Map<String, ObjectNode> body,
        int status,
        Map<String, ObjectNode> answer) {
    static final String JSON = "application/json";
    static final String EVENTS = "text/event-stream";

    OpenApiOperation {
        query = List.copyOf(query);
        body = Collections.unmodifiableMap(new LinkedHashMap<>(body));
        answer = Collections.unmodifiableMap(new LinkedHashMap<>(answer));
    }

    static OpenApiOperation of(String id, String summary) {
        return new OpenApiOperation(id, summary, List.of(), Map.of(), 200, Map.of());
    }

    OpenApiOperation asks(String... names) {
        return new OpenApiOperation(id, summary, List.of(names), body, status, answer);
    }

    OpenApiOperation takes(String type, ObjectNode schema) {
        return new OpenApiOperation(id, summary, query, with(body, type, schema), status, answer);
    }

    OpenApiOperation answers(String type, ObjectNode schema) {
        return new OpenApiOperation(id, summary, query, body, status, with(answer, type, schema));
    }

    /** Answers with 201 instead of 200. */
    OpenApiOperation creates() {
        return new OpenApiOperation(id, summary, query, body, 201, answer);
    }

    /** Of which nothing is known but that it is there. */
    OpenApiOperation answers(String type) {
        return answers(type, JsonCodec.object());
    }

    private static Map<String, ObjectNode> with(
            Map<String, ObjectNode> contents, String type, ObjectNode schema) {
        Map<String, ObjectNode> more = new LinkedHashMap<>(contents);
        more.put(type, schema);
        return more;
    }
}
