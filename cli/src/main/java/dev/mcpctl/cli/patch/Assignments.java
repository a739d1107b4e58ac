package dev.mcpctl.cli.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.cli.print.UsageError;

import java.util.ArrayList;
import java.util.List;

/**
 * The form {@code key=value}: a key is a path of names and list indices with dots between them, a
 * value is JSON if it can be read as JSON and text otherwise, {@code null} removes.
 */
record Assignments(List<Assignment> assignments) implements Patch {
    record Assignment(String text, List<String> path, JsonNode value) {}

    Assignments {
        assignments = List.copyOf(assignments);
    }

    static Assignments parse(List<String> pairs) {
        List<Assignment> assignments = new ArrayList<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw new UsageError("expected key=value, got \"" + pair + "\"");
            }
            List<String> path = path(pair.substring(0, equals));
            assignments.add(new Assignment(pair, path, value(pair.substring(equals + 1))));
        }
        return new Assignments(assignments);
    }

    @Override
    public ObjectNode apply(ObjectNode document) {
        for (Assignment assignment : assignments) {
            set(document, assignment, 0);
        }
        return document;
    }

    /** Label keys hold dots, so that everything behind {@code labels.} is one key. */
    private static List<String> path(String key) {
        int dot = key.indexOf('.');
        String first = dot < 0 ? key : key.substring(0, dot);
        if (dot > 0 && (first.equals("labels") || first.equals("annotations"))) {
            return List.of(first, key.substring(dot + 1));
        }
        List<String> path = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < key.length(); i++) {
            char letter = key.charAt(i);
            if (letter == '\\' && i + 1 < key.length()) {
                name.append(key.charAt(++i));
            } else if (letter == '.') {
                path.add(name.toString());
                name.setLength(0);
            } else {
                name.append(letter);
            }
        }
        path.add(name.toString());
        if (path.contains("")) {
            throw new UsageError("the key \"" + key + "\" has an empty name in it");
        }
        return path;
    }

    private static JsonNode value(String text) {
        try {
            return JsonCodec.read(text);
        } catch (Problem e) {
            return TextNode.valueOf(text);
        }
    }

    private static void set(JsonNode parent, Assignment assignment, int depth) {
        String name = assignment.path().get(depth);
        boolean isLast = depth == assignment.path().size() - 1;
        switch (parent) {
            case ObjectNode object -> {
                if (!isLast) {
                    JsonNode child = object.get(name);
                    set(
                            child == null || child.isNull() ? object.putObject(name) : child,
                            assignment,
                            depth + 1);
                } else if (assignment.value().isNull()) {
                    object.remove(name);
                } else {
                    object.set(name, assignment.value());
                }
            }
            case ArrayNode list -> {
                int index = index(name, list, assignment);
                if (!isLast) {
                    set(
                            index == list.size() ? list.addObject() : list.get(index),
                            assignment,
                            depth + 1);
                } else if (assignment.value().isNull()) {
                    list.remove(index);
                } else if (index == list.size()) {
                    list.add(assignment.value());
                } else {
                    list.set(index, assignment.value());
                }
            }
            default ->
                    throw new UsageError(
                            assignment.text()
                                    + ": \""
                                    + assignment.path().get(depth - 1)
                                    + "\" has no fields");
        }
    }

    private static int index(String name, ArrayNode list, Assignment assignment) {
        try {
            int index = Integer.parseInt(name);
            if (index >= 0 && index <= list.size()) {
                return index;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new UsageError(
                assignment.text()
                        + ": expected an index from 0 to "
                        + list.size()
                        + ", got "
                        + name);
    }
}
