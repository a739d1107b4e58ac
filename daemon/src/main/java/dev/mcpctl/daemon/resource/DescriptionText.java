package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lines in the manner of {@code kubectl describe}: labels in a column, lists below theirs. */
final class DescriptionText {
    private static final String INDENT = "  ";
    private static final String NONE = "<none>";
    private static final int MIN_LABEL_WIDTH = 14;

    private final StringBuilder text = new StringBuilder();

    void heading(String title) {
        text.append(title).append(":\n");
    }

    /** A titled list of lines; nothing when there are none. */
    void section(String title, List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        heading(title);
        lines.forEach(line -> text.append(INDENT).append(line).append('\n'));
    }

    void tree(JsonNode object) {
        tree(object, 0);
    }

    /** The fields of an object: texts beside their names, lists and objects below. */
    void tree(JsonNode object, int depth) {
        String indent = INDENT.repeat(depth);
        int width = MIN_LABEL_WIDTH;
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            width = Math.max(width, label(field.getKey(), depth).length() + 3);
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String label = label(field.getKey(), depth);
            JsonNode value = field.getValue();
            if (value.isContainerNode() && !value.isEmpty()) {
                text.append(indent).append(label).append(":\n");
                if (value.isObject()) {
                    tree(value, depth + 1);
                } else {
                    value.forEach(element ->
                            text.append(indent)
                                    .append(INDENT)
                                    .append(inline(element))
                                    .append('\n'));
                }
            } else {
                text.append(indent)
                        .append(padded(label + ":", width))
                        .append(value.isEmpty() && value.isContainerNode() ? NONE : scalar(value))
                        .append('\n');
            }
        }
    }

    /** Rows with every column but the last padded to its widest cell. */
    static List<String> aligned(List<List<String>> rows) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size() - 1; column++) {
                int at = column;
                int width = rows.stream().mapToInt(other -> other.get(at).length()).max().orElse(0);
                line.append(padded(row.get(column), width + 3));
            }
            lines.add(line.append(row.getLast()).toString());
        }
        return lines;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** An element of a list on one line: {@code name: A, valueFrom.secretRef.name: s}. */
    private static String inline(JsonNode element) {
        if (!element.isContainerNode()) {
            return scalar(element);
        }
        List<String> parts = new ArrayList<>();
        flatten("", element, parts);
        return String.join(", ", parts);
    }

    private static void flatten(String path, JsonNode node, List<String> parts) {
        if (!node.isObject()) {
            parts.add(path + ": " + (node.isArray() ? node.toString() : scalar(node)));
            return;
        }
        node.properties()
                .forEach(field ->
                        flatten(
                                path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                                field.getValue(),
                                parts));
    }

    private static String scalar(JsonNode value) {
        String shown = value.isNull() ? NONE : value.asText();
        return shown.isEmpty() ? NONE : shown.replace("\n", "\n" + " ".repeat(MIN_LABEL_WIDTH));
    }

    /** {@code healthCheck} as {@code Health Check}; the keys of maps stay as they are. */
    private static String label(String field, int depth) {
        if (!field.matches("[a-z][a-zA-Z]*") || depth > 1) {
            return field;
        }
        String spaced = field.replaceAll("([a-z])([A-Z])", "$1 $2");
        return spaced.substring(0, 1).toUpperCase(Locale.ROOT) + spaced.substring(1);
    }

    private static String padded(String word, int width) {
        return word + " ".repeat(Math.max(1, width - word.length()));
    }
}
