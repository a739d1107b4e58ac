package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The last revision with a handshake. Results have no type and no cache hints, structured content
 * is an object. https://modelcontextprotocol.io/specification/2025-11-25/server/tools
 */
final class V20251125 implements Dialect {
    /** The same in all four revisions with a handshake. */
    static final Set<String> HANDSHAKE_REQUESTS =
            Set.of(
                    Methods.INITIALIZE,
                    Methods.PING,
                    Methods.TOOLS_LIST,
                    Methods.TOOLS_CALL,
                    Methods.PROMPTS_LIST,
                    Methods.PROMPTS_GET,
                    Methods.RESOURCES_LIST,
                    Methods.RESOURCES_TEMPLATES_LIST,
                    Methods.RESOURCES_READ,
                    Methods.RESOURCES_SUBSCRIBE,
                    Methods.RESOURCES_UNSUBSCRIBE,
                    Methods.COMPLETE,
                    Methods.SET_LEVEL);

    @Override
    public Set<String> requests() {
        return HANDSHAKE_REQUESTS;
    }

    @Override
    public Json result(String method, Json newer) {
        Json result =
                ModernForm.withoutServerInfo(newer).without("resultType", "ttlMs", "cacheScope");
        return switch (method) {
            case Methods.TOOLS_LIST -> Items.change(result, "tools", V20251125::withObjectOutput);
            case Methods.TOOLS_CALL -> withStructuredObject(result);
            default -> result;
        };
    }

    /**
     * A schema that may yield something else than an object goes, and with it the promise to send
     * such content.
     */
    private static Json withObjectOutput(Json tool) {
        Optional<Json> schema = tool.get("outputSchema");
        boolean yieldsObject =
                schema.flatMap(root -> root.text("type")).filter("object"::equals).isPresent();
        return schema.isEmpty() || yieldsObject ? tool : tool.without("outputSchema");
    }

    private static Json withStructuredObject(Json result) {
        Optional<Json> structured = result.get("structuredContent");
        if (structured.isEmpty() || structured.get().isObject()) {
            return result;
        }
        Json kept = result.without("structuredContent");
        boolean hasContent =
                kept.get("content").filter(content -> !content.elements().isEmpty()).isPresent();
        return hasContent
                ? kept
                : kept.with(
                        "content", Json.array(List.of(Items.text(structured.get().toString()))));
    }
}
