package dev.mcpctl.cli.print;

import dev.mcpctl.api.problem.Problem;

import java.util.List;

/** Several resources were refused and the rest was done: each is shown, and the exit code is 1. */
public final class Refusals extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    private Refusals(List<Problem> problems) {
        super(problems.size() + " refusals");
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }

    /** One problem is thrown as it is. */
    public static void throwIfAny(List<Problem> problems) {
        if (problems.size() == 1) {
            throw problems.getFirst();
        }
        if (!problems.isEmpty()) {
            throw new Refusals(problems);
        }
    }
}
