package dev.mcpctl.localproxy.project;

import dev.mcpctl.mcp.message.Json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Finds the URIs of resources in what servers send. What holds none that changes is returned as it
 * is, so that it is written as it came.
 */
final class ResultUris {
    private static final String FLAT_PAGE = "ui/resourceUri";

    private ResultUris() {}

    /** Of a {@code tools/call} result: links and embedded resources. */
    static Json ofToolResult(Json result, UnaryOperator<String> outward) {
        return each(result, "content", block -> ofContent(block, outward));
    }

    /** Of a {@code prompts/get} result. */
    static Json ofPrompt(Json result, UnaryOperator<String> outward) {
        return each(
                result,
                "messages",
                message -> inside(message, "content", block -> ofContent(block, outward)));
    }

    /** Of a {@code resources/read} result. */
    static Json ofRead(Json result, UnaryOperator<String> outward) {
        return each(result, "contents", contents -> uri(contents, "uri", outward));
    }

    /** Of an item of {@code tools/list}: the page that shows a tool's result. */
    static Json ofTool(Json tool, UnaryOperator<String> outward) {
        return inside(
                tool,
                "_meta",
                meta ->
                        uri(
                                inside(meta, "ui", ui -> uri(ui, "resourceUri", outward)),
                                FLAT_PAGE,
                                outward));
    }

    /** The page that shows a tool's result, by the key of today or by the one before it. */
    static Optional<String> pageOf(Json tool) {
        Json meta = tool.get("_meta").orElse(Json.nothing());
        Optional<String> page = meta.get("ui").flatMap(ui -> ui.text("resourceUri"));
        return page.isPresent() ? page : meta.text(FLAT_PAGE);
    }

    /** Of the {@code data} of an error. */
    static Json ofError(Json data, UnaryOperator<String> outward) {
        return uri(data, "uri", outward);
    }

    private static Json ofContent(Json block, UnaryOperator<String> outward) {
        return switch (block.text("type").orElse("")) {
            case "resource_link" -> uri(block, "uri", outward);
            case "resource" -> inside(block, "resource", resource -> uri(resource, "uri", outward));
            default -> block;
        };
    }

    private static Json uri(Json object, String member, UnaryOperator<String> outward) {
        Optional<String> uri = object.text(member);
        if (uri.isEmpty()) {
            return object;
        }
        String changed = outward.apply(uri.get());
        return changed.equals(uri.get()) ? object : object.with(member, Json.of(changed));
    }

    private static Json inside(Json object, String member, UnaryOperator<Json> change) {
        Optional<Json> inner = object.get(member);
        if (inner.isEmpty()) {
            return object;
        }
        Json changed = change.apply(inner.get());
        return isSame(changed, inner.get()) ? object : object.with(member, changed);
    }

    private static Json each(Json object, String member, UnaryOperator<Json> change) {
        Optional<Json> array = object.get(member);
        if (array.isEmpty()) {
            return object;
        }
        boolean isChanged = false;
        List<Json> changed = new ArrayList<>();
        for (Json element : array.get().elements()) {
            Json after = change.apply(element);
            isChanged |= !isSame(after, element);
            changed.add(after);
        }
        return isChanged ? object.with(member, Json.array(changed)) : object;
    }

    @SuppressWarnings("ReferenceEquality") // the question is whether it was touched
    private static boolean isSame(Json one, Json other) {
        return one == other;
    }
}
