package dev.mcpctl.api.project;

import java.util.Locale;

/** How a gated project opens. */
public enum GateMode {
    REVEAL,
    DISPATCH,
    AUTO;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
