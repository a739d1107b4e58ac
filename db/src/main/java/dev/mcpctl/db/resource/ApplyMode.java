package dev.mcpctl.db.resource;

/** Whether an apply is kept. */
public enum ApplyMode {
    WRITE,
    /** Does everything, answers as the real one would, and keeps nothing. */
    DRY_RUN
}
