package dev.mcpctl.daemon.feed;

import java.util.List;

/**
 * Reacts to changes. Called on the cursor's thread, in the feed's order, after the catalog has
 * moved; must return at once and must not throw.
 */
public interface CatalogListener {
    /** The changes that led to {@code catalog}. */
    void passed(List<CatalogChange> changes, Catalog catalog);

    /**
     * The cursor lost its place, and {@code catalog} was read anew: anything may have changed since
     * the last call.
     */
    void restarted(Catalog catalog);
}
