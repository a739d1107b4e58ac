package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The last revision with a handshake. Results have no type and no cache hints, structured content
 * is an object. https://modelcontextprotocol.io/specification/2025-11-25/server/tools
 */
final class V20251125 implements Dialect {
    /** The same in all four revisions with a handshake; this one has tasks besides. */
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

    private static final Set<String> TASK_REQUESTS =
            Set.of(
                    Methods.TASKS_GET,
                    Methods.TASKS_RESULT,
                    Methods.TASKS_LIST,
                    Methods.TASKS_CANCEL);

    private static final Set<String> REQUESTS =
            Stream.concat(HANDSHAKE_REQUESTS.stream(), TASK_REQUESTS.stream())
                    .collect(Collectors.toUnmodifiableSet());

    @Override
    public Set<String> requests() {
        return REQUESTS;
    }

    @Override
    public Json result(String method, Json newer) {
        Json result =
                ModernForm.withoutServerInfo(newer).without("resultType", "ttlMs", "cacheScope");
        return switch (method) {
            case Methods.TOOLS_LIST ->
                    Items.change(
                            result,
                            "tools",
                            tool -> TaskForm.withOptionalSupport(withObjectOutput(tool)));
            case Methods.TOOLS_CALL, Methods.TASKS_RESULT -> withStructuredObject(result);
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
