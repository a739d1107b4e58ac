package dev.mcpctl.api.project;

import java.util.Locale;

/** How a tool of a server is called on the wire. */
public enum ToolNames {
    /** {@code server/tool}. */
    SLASH,
    /** Only letters, digits, {@code _} and {@code -}; at most 64. */
    SAFE,
    /** The server's own names; for projects with one server. */
    NONE;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
