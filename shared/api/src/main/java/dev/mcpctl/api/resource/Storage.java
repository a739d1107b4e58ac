package dev.mcpctl.api.resource;

/** Where resources of a kind are kept. */
public enum Storage {
    /** The generic resource table. */
    STORE,
    /** A table of its own. */
    OWN_TABLE,
    /** Nowhere: a view of another kind's spec. */
    DERIVED
}
