package dev.mcpctl.cli.patch;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.cli.print.UsageError;

/** RFC 6902: a list of operations, applied in order; one that fails fails the whole patch. */
record JsonPatch(ArrayNode operations) implements Patch {
    private static final String APPEND = "-";

    @Override
    public ObjectNode apply(ObjectNode document) {
        JsonNode root = document;
        for (JsonNode operation : operations) {
            root = applied(root, operation);
        }
        if (root instanceof ObjectNode object) {
            return object;
        }
        throw new UsageError("the patch makes something else than an object of the resource");
    }

    private static JsonNode applied(JsonNode root, JsonNode operation) {
        JsonPointer path = pointer(operation, "path");
        return switch (operation.path("op").asText()) {
            case "add" -> add(root, path, required(operation));
            case "replace" -> {
                existing(root, path);
                yield path.matches() ? required(operation) : replace(root, path, operation);
            }
            case "remove" -> {
                existing(root, path);
                remove(root, path);
                yield root;
            }
            case "copy" -> add(root, path, existing(root, pointer(operation, "from")).deepCopy());
            case "move" -> {
                JsonPointer from = pointer(operation, "from");
                JsonNode moved = existing(root, from);
                remove(root, from);
                yield add(root, path, moved);
            }
            case "test" -> {
                if (!existing(root, path).equals(required(operation))) {
                    throw new Problem(
                            ProblemType.LOCAL, "the patch's test of " + path + " does not hold");
                }
                yield root;
            }
            default ->
                    throw new UsageError(
                            "unknown patch operation "
                                    + operation.path("op")
                                    + "; expected add, remove, replace, move, copy or test");
        };
    }

    private static JsonNode replace(JsonNode root, JsonPointer path, JsonNode operation) {
        String name = path.last().getMatchingProperty();
        switch (parent(root, path)) {
            case ObjectNode object -> object.set(name, required(operation));
            case ArrayNode list -> list.set(path.last().getMatchingIndex(), required(operation));
            default -> throw missing(path);
        }
        return root;
    }

    private static JsonNode add(JsonNode root, JsonPointer path, JsonNode value) {
        if (path.matches()) {
            return value;
        }
        String name = path.last().getMatchingProperty();
        switch (parent(root, path)) {
            case ObjectNode object -> object.set(name, value);
            case ArrayNode list -> {
                int index = name.equals(APPEND) ? list.size() : path.last().getMatchingIndex();
                if (index < 0 || index > list.size()) {
                    throw missing(path);
                }
                list.insert(index, value);
            }
            default -> throw missing(path);
        }
        return root;
    }

    private static void remove(JsonNode root, JsonPointer path) {
        if (path.matches()) {
            throw new UsageError("the whole resource cannot be removed by a patch");
        }
        switch (parent(root, path)) {
            case ObjectNode object -> object.remove(path.last().getMatchingProperty());
            case ArrayNode list -> list.remove(path.last().getMatchingIndex());
            default -> throw missing(path);
        }
    }

    private static JsonNode parent(JsonNode root, JsonPointer path) {
        return existing(root, path.head());
    }

    private static JsonNode existing(JsonNode root, JsonPointer path) {
        JsonNode node = root.at(path);
        if (node.isMissingNode()) {
            throw missing(path);
        }
        return node;
    }

    private static Problem missing(JsonPointer path) {
        return new Problem(ProblemType.LOCAL, "the patch names " + path + ", which is not there");
    }

    private static JsonNode required(JsonNode operation) {
        JsonNode value = operation.get("value");
        if (value == null) {
            throw new UsageError("the patch operation " + operation + " has no value");
        }
        return value;
    }

    private static JsonPointer pointer(JsonNode operation, String field) {
        String text = operation.path(field).asText("");
        if (!operation.path(field).isTextual() || !(text.isEmpty() || text.startsWith("/"))) {
            throw new UsageError(
                    "the patch operation "
                            + operation
                            + " needs a "
                            + field
                            + " such as /replicas");
        }
        return JsonPointer.compile(text);
    }
}
