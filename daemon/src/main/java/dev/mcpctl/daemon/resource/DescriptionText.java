package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Lines in the manner of {@code kubectl describe}: labels in a column, lists below theirs. */
final class DescriptionText {
    private static final String INDENT = "  ";
    private static final String NONE = "<none>";
    private static final int LABEL_WIDTH = 19;
    private static final int GAP = 3;

    private final StringBuilder text = new StringBuilder();

    private void heading(String title) {
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

    void field(String label, String value) {
        line("", label, LABEL_WIDTH, value);
    }

    /** Keys and values, one a line, each beside the label's column. */
    void pairs(String label, String between, Map<String, String> pairs) {
        String lines =
                new TreeMap<>(pairs)
                        .entrySet().stream()
                                .map(pair -> pair.getKey() + between + pair.getValue())
                                .collect(Collectors.joining("\n"));
        field(label, lines);
    }

    /** The fields of an object: texts beside their names, lists and objects below. */
    void fields(JsonNode object) {
        object.properties()
                .forEach(field -> node("", label(field.getKey()), LABEL_WIDTH, field.getValue()));
    }

    /** The fields of an object below a title, their names spelled as labels too. */
    void named(String title, JsonNode object) {
        heading(title);
        int width = GAP;
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            width = Math.max(width, label(field.getKey()).length() + GAP);
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            node(INDENT, label(field.getKey()), width, field.getValue());
        }
    }

    /** Below the first level names are shown as they are: some are a person's own. */
    private void node(String indent, String label, int width, JsonNode value) {
        if (!value.isContainerNode() || value.isEmpty()) {
            line(indent, label, width, value.isContainerNode() ? "" : scalar(value));
            return;
        }
        text.append(indent).append(label).append(":\n");
        String deeper = indent + INDENT;
        if (value.isArray()) {
            value.forEach(element -> text.append(deeper).append(inline(element)).append('\n'));
            return;
        }
        int widest = GAP;
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            widest = Math.max(widest, field.getKey().length() + GAP);
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            node(deeper, field.getKey(), widest, field.getValue());
        }
    }

    private void line(String indent, String label, int width, String value) {
        String shown = value.isBlank() ? NONE : value.stripTrailing();
        text.append(indent)
                .append(padded(label + ":", width))
                .append(shown.replace("\n", "\n" + indent + " ".repeat(width)))
                .append('\n');
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
        return shown.isEmpty() ? NONE : shown;
    }

    /** {@code healthCheck} as {@code Health Check}. */
    private static String label(String field) {
        String spaced = field.replaceAll("([a-z])([A-Z])", "$1 $2");
        return spaced.substring(0, 1).toUpperCase(Locale.ROOT) + spaced.substring(1);
    }

    private static String padded(String word, int width) {
        return word + " ".repeat(Math.max(1, width - word.length()));
    }
}
