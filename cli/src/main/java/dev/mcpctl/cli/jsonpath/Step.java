package dev.mcpctl.cli.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** One step of a path: from some values to those that they lead to. */
sealed interface Step {
    /** {@code .name}; what does not have it leads nowhere. */
    record Field(String name) implements Step {}

    /** {@code .*} and {@code [*]}: the elements of a list, the values of an object. */
    record Every() implements Step {}

    /** {@code ..}: the values themselves and everything below. */
    record Descent() implements Step {}

    /** {@code $}: the whole document, wherever the path is. */
    record Root() implements Step {}

    /** {@code [3]} and, counted from the end, {@code [-1]}. */
    record Index(int at) implements Step {}

    /**
     * {@code [from:to:by]}, counted from the end where negative.
     *
     * @param from null: from the first
     * @param to null: to the last; not included
     */
    record Slice(@Nullable Integer from, @Nullable Integer to, int by) implements Step {}

    /** {@code ['a','b']} and {@code [0,2]}: what each of them leads to, one after the other. */
    record Union(List<List<Step>> paths) implements Step {
        public Union {
            paths = List.copyOf(paths);
        }
    }

    /**
     * {@code [?(left operator right)]}, or {@code [?(left)]}: those elements for which it holds.
     */
    record Filter(Operand left, @Nullable Comparison comparison) implements Step {}

    /** What stands behind the left side of a filter. */
    record Comparison(Operator operator, Operand right) {}

    /** One side of a filter. */
    sealed interface Operand {
        /** A path that begins at the element, or at the document. */
        record Path(List<Step> steps) implements Operand {
            public Path {
                steps = List.copyOf(steps);
            }
        }

        /** A text, a number, true or false. */
        record Literal(JsonNode value) implements Operand {}
    }

    /** How two values are held against each other. */
    enum Operator {
        EQUAL("=="),
        UNEQUAL("!="),
        AT_MOST("<="),
        AT_LEAST(">="),
        LESS("<"),
        MORE(">");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }

        /** Whether it holds for two values whose comparison came out like that. */
        boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case UNEQUAL -> order != 0;
                case AT_MOST -> order <= 0;
                case AT_LEAST -> order >= 0;
                case LESS -> order < 0;
                case MORE -> order > 0;
            };
        }
    }
}
