package dev.mcpctl.cli.jsonpath;

import java.util.List;

/** A piece of a template. */
sealed interface Part {
    /** Printed as it is. */
    record Text(String text) implements Part {}

    /** Printed as the values that it leads to, a space between them. */
    record Expression(List<Step> path) implements Part {
        public Expression {
            path = List.copyOf(path);
        }
    }

    /** {@code {range PATH}…{end}}: what is within, for each value that the path leads to. */
    record Range(List<Step> path, List<Part> body) implements Part {
        public Range {
            path = List.copyOf(path);
            body = List.copyOf(body);
        }
    }
}
