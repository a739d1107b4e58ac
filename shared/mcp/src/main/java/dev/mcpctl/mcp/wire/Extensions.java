package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.Json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The extensions of the protocol that we carry between clients and servers; of any other neither
 * side hears. https://modelcontextprotocol.io/docs/extensions/overview
 */
public final class Extensions {
    public static final String MEMBER = "extensions";

    /** Tool calls that answer with a task, whose result is asked for later. */
    public static final String TASKS = "io.modelcontextprotocol/tasks";

    /** Pages that show what a tool has to show. */
    public static final String UI = "io.modelcontextprotocol/ui";

    static final Set<String> RELAYED = Set.of(TASKS, UI);

    private static final Json UI_SETTINGS =
            Json.object("mimeTypes", Json.array(List.of(Json.of("text/html;profile=mcp-app"))));

    private Extensions() {}

    /** What a server that shakes hands once for all clients is told that these may have. */
    static Json ofAnyClient() {
        return Json.object(UI, UI_SETTINGS);
    }

    /** Whether a client or a server says that it has an extension. */
    public static boolean isIn(Json capabilities, String id) {
        return capabilities.get(MEMBER).filter(all -> all.has(id)).isPresent();
    }

    /** What a client or a server says of an extension that it has. */
    public static Optional<Json> settings(Json capabilities, String id) {
        return capabilities.get(MEMBER).flatMap(all -> all.get(id));
    }

    public static Json with(Json capabilities, String id, Json settings) {
        Json all = capabilities.get(MEMBER).filter(Json::isObject).orElse(Json.object());
        return capabilities.with(MEMBER, all.with(id, settings));
    }

    public static Json without(Json capabilities, String id) {
        return isIn(capabilities, id)
                ? nonEmpty(capabilities, capabilities.get(MEMBER).orElseThrow().without(id))
                : capabilities;
    }

    /** Capabilities with those extensions only that we carry. */
    static Json relayed(Json capabilities) {
        Optional<Json> all = capabilities.get(MEMBER);
        if (all.isEmpty()) {
            return capabilities;
        }
        Map<String, Json> kept = new LinkedHashMap<>();
        all.get()
                .members()
                .forEach((id, settings) -> {
                    if (RELAYED.contains(id) && settings.isObject()) {
                        kept.put(id, settings);
                    }
                });
        return nonEmpty(capabilities, Json.object(kept));
    }

    private static Json nonEmpty(Json capabilities, Json all) {
        return all.members().isEmpty()
                ? capabilities.without(MEMBER)
                : capabilities.with(MEMBER, all);
    }
}
