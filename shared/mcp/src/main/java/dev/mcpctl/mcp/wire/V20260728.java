package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.Methods;

import java.util.Set;

/** Stateless; the form everything inside has. */
final class V20260728 implements Dialect {
    private static final Set<String> REQUESTS =
            Set.of(
                    Methods.DISCOVER,
                    Methods.TOOLS_LIST,
                    Methods.TOOLS_CALL,
                    Methods.PROMPTS_LIST,
                    Methods.PROMPTS_GET,
                    Methods.RESOURCES_LIST,
                    Methods.RESOURCES_TEMPLATES_LIST,
                    Methods.RESOURCES_READ,
                    Methods.COMPLETE,
                    Methods.LISTEN,
                    Methods.TASKS_GET,
                    Methods.TASKS_UPDATE,
                    Methods.TASKS_CANCEL);

    @Override
    public Set<String> requests() {
        return REQUESTS;
    }

    @Override
    public Json result(String method, Json newer) {
        return newer;
    }
}
