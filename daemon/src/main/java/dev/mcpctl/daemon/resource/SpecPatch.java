package dev.mcpctl.daemon.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** Changes to a document that are themselves documents. The document handed in is not changed. */
final class SpecPatch {
    private SpecPatch() {}

    /** RFC 7396. */
    static JsonNode merge(@Nullable JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch.deepCopy();
        }
        ObjectNode merged =
                target instanceof ObjectNode object ? object.deepCopy() : changes.objectNode();
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            if (change.getValue().isNull()) {
                merged.remove(change.getKey());
            } else {
                merged.set(change.getKey(), merge(merged.get(change.getKey()), change.getValue()));
            }
        }
        return merged;
    }

    /** RFC 6902; an operation that cannot be done throws a {@link Problem} that names it. */
    static JsonNode apply(JsonNode target, JsonNode operations) {
        if (!operations.isArray()) {
            throw new Problem(ProblemType.BAD_REQUEST, "expected a list of operations (RFC 6902)");
        }
        JsonNode document = target.deepCopy();
        int index = 0;
        for (JsonNode operation : operations) {
            document = new Operation(operation, index++).on(document);
        }
        return document;
    }

    /** One element of a JSON patch. */
    private record Operation(JsonNode json, int index) {
        JsonNode on(JsonNode document) {
            String path = text("path");
            return switch (text("op")) {
                case "add" -> add(document, path, value());
                case "remove" -> remove(document, path);
                case "replace" -> {
                    require(document, path);
                    yield path.isEmpty() ? value() : add(remove(document, path), path, value());
                }
                case "move" -> {
                    JsonNode moved = require(document, text("from"));
                    yield add(remove(document, text("from")), path, moved);
                }
                case "copy" -> add(document, path, require(document, text("from")).deepCopy());
                case "test" -> {
                    if (!require(document, path).equals(value())) {
                        throw failed("the value at \"" + path + "\" is another");
                    }
                    yield document;
                }
                default ->
                        throw failed(
                                "op: expected add, remove, replace, move, copy or test, got \""
                                        + text("op")
                                        + "\"");
            };
        }

        private JsonNode add(JsonNode document, String path, JsonNode value) {
            if (path.isEmpty()) {
                return value;
            }
            checkPointer(path);
            String last = lastOf(path);
            switch (require(document, parentOf(path))) {
                case ObjectNode object -> object.set(last, value);
                case ArrayNode array when last.equals("-") -> array.add(value);
                case ArrayNode array -> array.insert(position(last, array.size()), value);
                default -> throw failed("\"" + path + "\" is inside a value that holds nothing");
            }
            return document;
        }

        private JsonNode remove(JsonNode document, String path) {
            require(document, path);
            String last = lastOf(path);
            switch (require(document, parentOf(path))) {
                case ObjectNode object -> object.remove(last);
                case ArrayNode array -> array.remove(position(last, array.size() - 1));
                default -> throw failed("there is nothing at \"" + path + "\"");
            }
            return document;
        }

        private JsonNode require(JsonNode document, String path) {
            checkPointer(path);
            JsonNode found = document.at(path);
            if (found.isMissingNode()) {
                throw failed("there is nothing at \"" + path + "\"");
            }
            return found;
        }

        private void checkPointer(String path) {
            if (!path.isEmpty() && !path.startsWith("/")) {
                throw failed("\"" + path + "\" is not a pointer; expected /field");
            }
        }

        private int position(String last, int max) {
            if (last.matches("0|[1-9][0-9]{0,8}") && Integer.parseInt(last) <= max) {
                return Integer.parseInt(last);
            }
            throw failed("\"" + last + "\" is not a place in that list");
        }

        private JsonNode value() {
            JsonNode value = json.get("value");
            if (value == null) {
                throw failed("value: required");
            }
            return value.deepCopy();
        }

        private String text(String field) {
            if (json.path(field).isTextual()) {
                return json.path(field).asText();
            }
            throw failed(field + ": expected text");
        }

        private static String parentOf(String path) {
            return path.substring(0, path.lastIndexOf('/'));
        }

        /** RFC 6901 §4. */
        private static String lastOf(String path) {
            return path.substring(path.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
        }

        private Problem failed(String why) {
            return new Problem(ProblemType.BAD_REQUEST, "patch, operation " + index + ": " + why);
        }
    }
}
