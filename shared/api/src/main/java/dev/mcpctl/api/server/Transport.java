package dev.mcpctl.api.server;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How MCP messages reach a server. */
public enum Transport {
    STDIO,
    SSE,
    STREAMABLE_HTTP;

    /** As written and as printed. */
    public String label() {
        return name();
    }

    /** {@code HTTP} is accepted for {@link #STREAMABLE_HTTP}. */
    static void fold(ObjectNode spec) {
        String written = spec.path("transport").asText("");
        if (written.equalsIgnoreCase("HTTP")) {
            spec.put("transport", STREAMABLE_HTTP.label());
        } else {
            for (Transport transport : values()) {
                if (transport.label().equalsIgnoreCase(written)) {
                    spec.put("transport", transport.label());
                }
            }
        }
    }
}
