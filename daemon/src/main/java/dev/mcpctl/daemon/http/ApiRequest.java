package dev.mcpctl.daemon.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Fields;
import dev.mcpctl.daemon.access.Principal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One request, read whole: nothing of Vert.x is left in it, so that it may be used on any thread.
 *
 * @param query first value of each parameter
 * @param headers by lower-case name, first value of each
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; the bytes are read once
public record ApiRequest(
        String method,
        String path,
        PathParameters parameters,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body,
        Principal principal) {

    /** What stood in the path for {@code {name}}. */
    public String parameter(String name) {
        return parameters.get(name);
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
    }

    /** True for {@code ?name}, {@code ?name=true}; false when absent or {@code false}. */
    public boolean flag(String name) {
        String value = query.get(name);
        if (value == null || value.equals("false")) {
            return false;
        }
        if (value.isEmpty() || value.equals("true")) {
            return true;
        }
        throw badParameter(name, "true or false", value);
    }

    public Optional<Long> number(String name) {
        return query(name)
                .map(value -> {
                    try {
                        return Long.parseLong(value);
                    } catch (NumberFormatException e) {
                        throw badParameter(name, "a whole number", value);
                    }
                });
    }

    /** Refuses a parameter that nobody would look at: a mistyped selector must not mean all. */
    public void allowQuery(String... names) {
        List<String> known = Arrays.asList(names);
        for (String name : query.keySet()) {
            if (!known.contains(name)) {
                String expected =
                        known.isEmpty()
                                ? "none"
                                : String.join(", ", known.stream().sorted().toList());
                throw new Problem(
                        ProblemType.BAD_REQUEST,
                        "unknown parameter \"" + name + "\"; expected " + expected);
            }
        }
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The body, which must be a JSON object. */
    public ObjectNode object() {
        JsonNode node = JsonCodec.read(body);
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new Problem(
                ProblemType.BAD_REQUEST,
                "expected a JSON object as the body, got " + Fields.described(node));
    }

    private static Problem badParameter(String name, String expected, String value) {
        return new Problem(
                ProblemType.BAD_REQUEST,
                "parameter " + name + ": expected " + expected + ", got \"" + value + "\"");
    }
}
