package dev.mcpctl.db.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.resource.ResourceKey;

import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A mutating transaction that is open: it holds the feed's lock, and what is recorded here becomes
 * feed rows when it commits. Used by one thread.
 */
public final class Mutation {
    private final StatelessSession session;
    private final Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final List<Row> rows = new ArrayList<>();
    private boolean isDiscarded;

    /** A feed row that has no position yet. */
    record Row(
            ChangeOp op,
            ResourceKey key,
            @Nullable ObjectNode before,
            @Nullable ObjectNode after) {}

    Mutation(StatelessSession session) {
        this.session = session;
    }

    public StatelessSession session() {
        return session;
    }

    /** The time of everything that this transaction writes. */
    public Instant at() {
        return at;
    }

    /** Draws a resource version. */
    public long nextVersion() {
        return session.createNativeQuery("select nextval('resource_version')", Long.class)
                .getSingleResult();
    }

    /**
     * Adds a feed row.
     *
     * @param before {@code {metadata, spec}}, of sealed values the hashes only; null for a creation
     * @param after likewise; null for a deletion
     */
    public void record(
            ChangeOp op, ResourceKey key, @Nullable ObjectNode before, @Nullable ObjectNode after) {
        rows.add(new Row(op, key, before, after));
    }

    /** Nothing of this transaction is kept. */
    public void discard() {
        isDiscarded = true;
    }

    boolean isDiscarded() {
        return isDiscarded;
    }

    List<Row> rows() {
        return rows;
    }
}
