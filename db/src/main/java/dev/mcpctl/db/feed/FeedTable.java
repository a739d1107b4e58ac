package dev.mcpctl.db.feed;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.db.transaction.Transactions;

import org.hibernate.StatelessSession;

import java.time.Instant;
import java.util.List;

/** The rows of the feed. Any thread. */
public final class FeedTable {
    private final Transactions transactions;

    public FeedTable(Transactions transactions) {
        this.transactions = transactions;
    }

    /** The newest position that {@code session} can see; 0 when nothing was ever changed. */
    public static long position(StatelessSession session) {
        return session.createNativeQuery(
                        "select greatest(pruned_to, (select max(position) from change))"
                                + " from feed_retention",
                        Long.class)
                .getSingleResult();
    }

    long position() {
        return transactions.run(FeedTable::position);
    }

    List<Change> read(long fromExclusive, int limit) {
        return transactions.run(session -> {
            List<Change> changes =
                    session
                            .createSelectionQuery(
                                    "from ChangeRow where position > :cursor order by position",
                                    ChangeRow.class)
                            .setParameter("cursor", fromExclusive)
                            .setMaxResults(limit)
                            .getResultList()
                            .stream()
                            .map(ChangeRow::toChange)
                            .toList();
            // Asked after the rows: what was forgotten before they were read shows here.
            checkKept(session, fromExclusive);
            return changes;
        });
    }

    /** Rows go in order, so that what is left has no gap. */
    void prune(Instant before) {
        transactions.run(session ->
                session.createNativeMutationQuery(
                                """
                                with bound as (select max(position) as position from change where at < :before),
                                gone as (delete from change where position <= (select position from bound))
                                update feed_retention
                                set pruned_to = greatest(pruned_to, (select position from bound))
                                where exists (select 1 from bound where position is not null)
                                """)
                        .setParameter("before", before)
                        .executeUpdate());
    }

    private static void checkKept(StatelessSession session, long cursor) {
        long prunedTo =
                session.createNativeQuery("select pruned_to from feed_retention", Long.class)
                        .getSingleResult();
        if (cursor < prunedTo) {
            throw new Problem(
                    ProblemType.GONE,
                    "changes after position "
                            + cursor
                            + " are no longer kept (the oldest is "
                            + (prunedTo + 1)
                            + "); list again");
        }
    }
}
