package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;

import java.util.Set;

/** No icons, no description of an implementation, no tasks. */
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
}
