package dev.mcpctl.api.yaml;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

/**
 * Text that is not YAML, or not YAML that we take. Whoever knows the file's name makes a Problem of
 * it.
 */
public final class YamlFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Place place;

    public YamlFault(Place place, String detail) {
        super(detail, null, false, false);
        this.place = place;
    }

    public Place place() {
        return place;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    /** {@code infra.yaml:12:5: …}. */
    public Problem in(String label) {
        return new Problem(ProblemType.LOCAL, label + ":" + place + ": " + detail());
    }
}
