package dev.mcpctl.api.yaml;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

import java.util.Optional;

/** A place in a text; line and column are counted from 1, columns in code points. */
public record Place(int line, int column) {
    public static final Place START = new Place(1, 1);

    public static Place of(Node node) {
        return of(node.getStartMark());
    }

    static Place of(Optional<Mark> mark) {
        return mark.map(at -> new Place(at.getLine() + 1, at.getColumn() + 1)).orElse(START);
    }

    /** {@code 12:5}. */
    @Override
    public String toString() {
        return line + ":" + column;
    }
}
