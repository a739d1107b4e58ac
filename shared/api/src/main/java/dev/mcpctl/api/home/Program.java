package dev.mcpctl.api.home;

import java.util.Locale;

/** The programs of ours that run in the background. */
public enum Program {
    MCPD,
    MCPLOCAL,
    SUPERVISOR;

    /** {@code mcpd}: the name in file names, messages and the start record. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
