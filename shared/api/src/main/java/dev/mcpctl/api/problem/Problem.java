package dev.mcpctl.api.problem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A failure that a user is meant to read. The detail names the thing, what was wrong and what was
 * expected; it never holds a secret.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String TYPE_PREFIX = "urn:mcpctl:problem:";

    private final ProblemType type;
    private final transient List<Fault> faults;

    public Problem(ProblemType type, String detail) {
        this(type, detail, List.of());
    }

    public Problem(ProblemType type, String detail, List<Fault> faults) {
        super(detail);
        this.type = type;
        this.faults = List.copyOf(faults);
    }

    public Problem(ProblemType type, String detail, Throwable cause) {
        super(detail, cause);
        this.type = type;
        this.faults = List.of();
    }

    /** Bad input; the detail is made of the faults. */
    public static Problem invalid(String what, List<Fault> faults) {
        String first = faults.isEmpty() ? "invalid" : faults.getFirst().detail();
        String more = faults.size() > 1 ? " (and " + (faults.size() - 1) + " more)" : "";
        return new Problem(ProblemType.INVALID, what + " is invalid: " + first + more, faults);
    }

    /** {@code servers "x" not found}. */
    public static Problem notFound(String plural, String name) {
        return new Problem(ProblemType.NOT_FOUND, plural + " \"" + name + "\" not found");
    }

    public ProblemType type() {
        return type;
    }

    public String detail() {
        return Optional.ofNullable(getMessage()).orElse("");
    }

    public List<Fault> faults() {
        return faults;
    }

    /**
     * The {@code application/problem+json} document (RFC 9457); {@code instance} is the request's
     * path.
     */
    public ObjectNode toJson(String instance) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", TYPE_PREFIX + type.slug());
        json.put("title", type.reason());
        json.put("status", type.status());
        json.put("detail", detail());
        json.put("instance", instance);
        if (!faults.isEmpty()) {
            ArrayNode errors = json.putArray("errors");
            for (Fault fault : faults) {
                errors.addObject().put("pointer", fault.pointer()).put("detail", fault.detail());
            }
        }
        return json;
    }

    /** The problem in a document that a daemon sent; empty when it is not one of ours. */
    public static Optional<Problem> fromJson(JsonNode json) {
        String urn = json.path("type").asText("");
        for (ProblemType type : ProblemType.values()) {
            if (urn.equals(TYPE_PREFIX + type.slug())) {
                List<Fault> faults = new ArrayList<>();
                for (JsonNode error : json.path("errors")) {
                    faults.add(
                            new Fault(
                                    error.path("pointer").asText(""),
                                    error.path("detail").asText("")));
                }
                return Optional.of(new Problem(type, json.path("detail").asText(""), faults));
            }
        }
        return Optional.empty();
    }
}
