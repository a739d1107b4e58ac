package dev.mcpctl.api.server;

import java.util.Locale;

/** What runs a server. */
public enum ServerRuntime {
    DOCKER,
    PROCESS,
    KUBERNETES,
    EXTERNAL,
    BUILTIN;

    /** As written. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
