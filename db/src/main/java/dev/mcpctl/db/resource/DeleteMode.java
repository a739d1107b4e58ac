package dev.mcpctl.db.resource;

/** What a deletion does when references forbid it. */
public enum DeleteMode {
    /** Refuses. */
    GUARDED,
    /** Deletes all the same and leaves the references dangling. */
    FORCED
}
