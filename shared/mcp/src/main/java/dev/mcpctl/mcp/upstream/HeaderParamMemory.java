package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.wire.HeaderParam;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which arguments of which tools go into headers too, by the lists seen last. Pages come one by
 * one, so that a tool is forgotten only when a list says otherwise of it.
 */
final class HeaderParamMemory {
    private static final int MAX_TOOLS = 10_000;

    private volatile Map<String, List<HeaderParam>> byTool = Map.of();

    /** Takes note of a result of {@code tools/list}. */
    synchronized void note(Json listed) {
        Map<String, List<HeaderParam>> next = null;
        for (Json tool : listed.get("tools").orElse(Json.nothing()).elements()) {
            String name = tool.text("name").orElse("");
            List<HeaderParam> params =
                    HeaderParam.of(tool.get("inputSchema").orElse(Json.object())).orElse(List.of());
            if (!params.equals(of(name))) {
                next = next == null ? new LinkedHashMap<>(byTool) : next;
                next.remove(name);
                if (!params.isEmpty() && next.size() < MAX_TOOLS) {
                    next.put(name, params);
                }
            }
        }
        if (next != null) {
            byTool = Map.copyOf(next);
        }
    }

    List<HeaderParam> of(String tool) {
        return byTool.getOrDefault(tool, List.of());
    }
}
