package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;

import java.util.Optional;
import java.util.Set;

/** No structured output, no titles beside names, no links to resources in content. */
final class V20250326 implements Dialect {
    @Override
    public Set<String> requests() {
        return V20251125.HANDSHAKE_REQUESTS;
    }

    @Override
    public Json result(String method, Json newer) {
        return switch (method) {
            case Methods.TOOLS_LIST ->
                    Items.change(newer, "tools", tool -> tool.without("title", "outputSchema"));
            case Methods.PROMPTS_LIST -> Items.change(newer, "prompts", V20250326::withoutTitles);
            case Methods.RESOURCES_LIST ->
                    Items.change(newer, "resources", resource -> resource.without("title"));
            case Methods.RESOURCES_TEMPLATES_LIST ->
                    Items.change(newer, "resourceTemplates", template -> template.without("title"));
            case Methods.TOOLS_CALL ->
                    Items.change(
                            newer.without("structuredContent"), "content", V20250326::withoutLink);
            case Methods.PROMPTS_GET ->
                    Items.change(
                            newer,
                            "messages",
                            message -> Items.content(message, V20250326::withoutLink));
            case Methods.INITIALIZE ->
                    newer.get("serverInfo")
                            .map(info -> newer.with("serverInfo", info.without("title")))
                            .orElse(newer);
            default -> newer;
        };
    }

    /** Nobody is asked to fill in anything. */
    @Override
    public Optional<Question> question(Question newer) {
        return newer.method().equals(Methods.ELICIT) ? Optional.empty() : Optional.of(newer);
    }

    private static Json withoutTitles(Json prompt) {
        return Items.change(
                prompt.without("title"), "arguments", argument -> argument.without("title"));
    }

    private static Json withoutLink(Json block) {
        return block.text("type").filter("resource_link"::equals).isPresent()
                ? Items.text(block.text("uri").orElse(""))
                : block;
    }
}
