package dev.mcpctl.api.instance;

import java.util.Locale;

/** What the last probes said. */
public enum Health {
    UNKNOWN,
    HEALTHY,
    /** The last probe failed, the threshold is not reached. */
    DEGRADED,
    UNHEALTHY;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
