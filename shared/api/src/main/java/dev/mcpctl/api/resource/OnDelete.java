package dev.mcpctl.api.resource;

/** What becomes of a reference when the resource that it names is to be deleted. */
public enum OnDelete {
    /** The deletion is refused and the referents are listed; force overrides. */
    REFUSE,
    /** The reference is taken out of the referent's spec. */
    DETACH,
    /** The referent goes too. */
    CASCADE,
    /** The reference stays and dangles. */
    DANGLE
}
