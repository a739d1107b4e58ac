package dev.mcpctl.daemon.feed;

import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.db.feed.Change;
import dev.mcpctl.db.feed.ChangeFeed;
import dev.mcpctl.db.feed.ChangeOp;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Changes of the past, for a reader that goes on from a position behind the catalog's. */
final class Backlog {
    private static final int ROWS = 1_000;

    private Backlog() {}

    /**
     * The changes after {@code position}, up to the catalog's own position, oldest first. Reads the
     * database unless there is nothing between the two. A resource of a past row has the newest
     * status. Throws a Problem of type gone when the feed no longer reaches back that far.
     */
    static List<CatalogChange> since(long position, Catalog catalog, ChangeFeed feed) {
        List<CatalogChange> changes = new ArrayList<>();
        long cursor = position;
        while (cursor < catalog.position()) {
            List<Change> rows = feed.read(cursor, ROWS);
            if (rows.isEmpty()) {
                return changes;
            }
            for (Change row : rows) {
                if (row.position() > catalog.position()) {
                    return changes;
                }
                add(row, catalog, changes);
            }
            cursor = rows.getLast().position();
        }
        return changes;
    }

    private static void add(Change row, Catalog catalog, List<CatalogChange> changes) {
        @Nullable Resource now = catalog.find(row.key()).orElse(null);
        @Nullable Resource after = row.after();
        @Nullable Resource before = row.before();
        if (after != null && now != null) {
            after = after.withStatus(now.status());
        } else if (row.op() != ChangeOp.DELETE && after == null) {
            after = now;
            before = now;
        }
        if (after == null && before == null) {
            return; // a status of something that is gone; its deletion comes later
        }
        String author = row.author().subject();
        changes.add(
                new CatalogChange(
                        row.position(), row.op(), row.key(), author, before, after, false));
        if (row.op() != ChangeOp.STATUS) {
            Catalog.derived(before, after)
                    .forEach(view -> changes.add(view.toChange(row.position(), author)));
        }
    }
}
