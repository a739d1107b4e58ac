package dev.mcpctl.cli.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.cli.jsonpath.Step.Operand;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Follows paths through one document. */
final class Evaluation {
    private final JsonNode document;

    Evaluation(JsonNode document) {
        this.document = document;
    }

    void print(List<Part> parts, JsonNode current, StringBuilder text) {
        for (Part part : parts) {
            switch (part) {
                case Part.Text(String words) -> text.append(words);
                case Part.Expression(List<Step> path) -> print(values(path, current), text);
                case Part.Range(List<Step> path, List<Part> body) ->
                        values(path, current).forEach(value -> print(body, value, text));
            }
        }
    }

    private static void print(List<JsonNode> values, StringBuilder text) {
        String gap = "";
        for (JsonNode value : values) {
            text.append(gap);
            if (!value.isNull()) {
                text.append(value.isValueNode() ? value.asText() : value.toString());
            }
            gap = " ";
        }
    }

    private List<JsonNode> values(List<Step> path, JsonNode start) {
        List<JsonNode> values = List.of(start);
        for (Step step : path) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode value : values) {
                follow(step, value, next);
            }
            values = step instanceof Step.Root ? List.of(document) : next;
        }
        return values;
    }

    private void follow(Step step, JsonNode value, List<JsonNode> found) {
        switch (step) {
            case Step.Field(String name) -> {
                JsonNode member = value.get(name);
                if (member != null) {
                    found.add(member);
                }
            }
            case Step.Every() -> value.forEach(found::add);
            case Step.Descent() -> descend(value, found);
            case Step.Root() -> {} // one for all values
            case Step.Index(int at) -> {
                if (isList(value, step)) {
                    found.add(value.get(place(at, value.size())));
                }
            }
            case Step.Slice slice -> {
                if (isList(value, step)) {
                    slice(slice, value, found);
                }
            }
            case Step.Union(List<List<Step>> paths) ->
                    paths.forEach(path -> found.addAll(values(path, value)));
            case Step.Filter filter ->
                    value.forEach(element -> {
                        if (isHeld(filter, element)) {
                            found.add(element);
                        }
                    });
        }
    }

    private static void descend(JsonNode value, List<JsonNode> found) {
        found.add(value);
        value.forEach(element -> {
            if (element.isContainerNode()) {
                descend(element, found);
            }
        });
    }

    private static boolean isList(JsonNode value, Step step) {
        if (!value.isArray() && !value.isNull()) {
            throw new JsonPathFault(
                    (step instanceof Step.Index(int at) ? "[" + at + "]" : "a slice")
                            + " is for a list, but there is "
                            + (value.isObject() ? "an object" : value));
        }
        return value.isArray();
    }

    private static int place(int at, int size) {
        int place = at < 0 ? at + size : at;
        if (place < 0 || place >= size) {
            throw new JsonPathFault("array index out of bounds: index " + at + ", length " + size);
        }
        return place;
    }

    private static void slice(Step.Slice slice, JsonNode list, List<JsonNode> found) {
        Integer first = slice.from();
        Integer last = slice.to();
        int size = list.size();
        int from = first == null ? 0 : first < 0 ? first + size : first;
        int to = last == null ? size : last < 0 ? last + size : last;
        for (int at = Math.max(0, from); at < Math.min(to, size); at += slice.by()) {
            found.add(list.get(at));
        }
    }

    private boolean isHeld(Step.Filter filter, JsonNode element) {
        List<JsonNode> left = operand(filter.left(), element);
        Step.Comparison comparison = filter.comparison();
        if (comparison == null) {
            return !left.isEmpty();
        }
        List<JsonNode> right = operand(comparison.right(), element);
        if (left.size() > 1 || right.size() > 1) {
            throw new JsonPathFault("a filter compares one value at a time");
        }
        if (left.isEmpty() || right.isEmpty()) {
            return false;
        }
        OptionalInt order = order(left.getFirst(), right.getFirst());
        return order.isPresent()
                ? comparison.operator().holds(order.getAsInt())
                : comparison.operator() == Step.Operator.UNEQUAL;
    }

    private List<JsonNode> operand(Operand operand, JsonNode element) {
        return switch (operand) {
            case Operand.Literal(JsonNode value) -> List.of(value);
            case Operand.Path(List<Step> steps) -> values(steps, element);
        };
    }

    /** Empty for values of different kinds, and for those that have no order. */
    private static OptionalInt order(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) {
            return OptionalInt.of(left.decimalValue().compareTo(right.decimalValue()));
        }
        if (left.isTextual() && right.isTextual()) {
            return OptionalInt.of(left.textValue().compareTo(right.textValue()));
        }
        return left.equals(right) ? OptionalInt.of(0) : OptionalInt.empty();
    }
}
