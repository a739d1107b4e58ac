package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;

import java.util.Optional;
import java.util.Set;

/**
 * No icons, no description of an implementation, no tasks. A client is asked to fill in forms of
 * the simplest kind, and for one piece of text, image or sound at a time.
 */
final class V20250618 implements Dialect {
    @Override
    public Set<String> requests() {
        return V20251125.HANDSHAKE_REQUESTS;
    }

    @Override
    public Json result(String method, Json newer) {
        return switch (method) {
            case Methods.TOOLS_LIST ->
                    Items.change(newer, "tools", tool -> tool.without("icons", "execution"));
            case Methods.PROMPTS_LIST ->
                    Items.change(newer, "prompts", prompt -> prompt.without("icons"));
            case Methods.RESOURCES_LIST ->
                    Items.change(newer, "resources", resource -> resource.without("icons"));
            case Methods.RESOURCES_TEMPLATES_LIST ->
                    Items.change(newer, "resourceTemplates", template -> template.without("icons"));
            case Methods.INITIALIZE ->
                    newer.get("serverInfo")
                            .map(info ->
                                    newer.with(
                                            "serverInfo",
                                            info.without("icons", "websiteUrl", "description")))
                            .orElse(newer);
            default -> newer;
        };
    }

    @Override
    public Optional<Question> question(Question newer) {
        return switch (newer.method()) {
            case Methods.ELICIT -> newer.isOfUrl() ? Optional.empty() : SimpleForm.of(newer);
            case Methods.SAMPLE -> plainSampling(newer);
            default -> Optional.of(newer);
        };
    }

    private static Optional<Question> plainSampling(Question newer) {
        Json messages = newer.params().get("messages").orElse(Json.object());
        boolean isPlain =
                newer.params().get("tools").filter(tools -> !tools.elements().isEmpty()).isEmpty()
                        && messages.elements().stream().allMatch(V20250618::isOfOneBlock);
        return isPlain
                ? Optional.of(
                        new Question(
                                newer.method(),
                                Items.change(
                                        newer.params().without("tools", "toolChoice"),
                                        "messages",
                                        Items::ofOneBlock)))
                : Optional.empty();
    }

    private static boolean isOfOneBlock(Json message) {
        Json content = Items.ofOneBlock(message).get("content").orElse(Json.nothing());
        return content.isObject() && !content.text("type").orElse("").startsWith("tool_");
    }
}
