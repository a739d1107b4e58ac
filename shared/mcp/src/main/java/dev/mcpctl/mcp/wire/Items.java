package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.Json;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** Changes inside lists and content, leaving everything else as it came. */
final class Items {
    private Items() {}

    /**
     * The object with each element of one of its arrays changed; itself when it has no such array.
     */
    static Json change(Json object, String array, UnaryOperator<Json> change) {
        Optional<Json> items = object.get(array).filter(Json::isArray);
        return items.isEmpty() ? object : object.with(array, items.get().map(change));
    }

    /** A prompt's message with its content changed, which is one block or an array of them. */
    static Json content(Json message, UnaryOperator<Json> change) {
        Optional<Json> content = message.get("content");
        if (content.isEmpty()) {
            return message;
        }
        Json block = content.get();
        return message.with("content", block.isArray() ? block.map(change) : change.apply(block));
    }

    /** A message whose content is one block, when it is an array of one. */
    static Json ofOneBlock(Json message) {
        return message.get("content")
                .map(Json::elements)
                .filter(blocks -> blocks.size() == 1)
                .map(blocks -> message.with("content", blocks.getFirst()))
                .orElse(message);
    }

    static Json text(String text) {
        return Json.object("type", Json.of("text")).with("text", Json.of(text));
    }
}
