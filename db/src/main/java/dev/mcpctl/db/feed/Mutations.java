package dev.mcpctl.db.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.db.transaction.Transactions;

import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.function.Function;

/**
 * Runs everything that changes resources. One at a time in the whole database: the lock is the
 * first statement and is held until the commit, so that a position that can be seen has no smaller
 * one that cannot.
 */
public final class Mutations {
    /** Where the newest position is announced. */
    static final String CHANNEL = "mcpctl_change";

    private static final long LOCK = 0x6d6370_6374_6cL; // "mcpctl"
    private static final String INSERT =
            """
            with written as (
                insert into change (position, at, op, kind, project, name, author, reason, before, after)
                select nextval('change_position'), ?, row.op, row.kind, row.project, row.name, ?, ?,
                       row.before::jsonb, row.after::jsonb
                from (select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                          with ordinality as given(op, kind, project, name, before, after, place)
                      order by place) as row
                returning position),
            newest as (select max(position) as position from written)
            select position, pg_notify('mcpctl_change', position::text) from newest
            """;

    private final Transactions transactions;

    public Mutations(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Runs the work, writes what it recorded into the feed, commits, and tells listeners. */
    public <T> Written<T> run(Author author, Function<Mutation, T> work) {
        return transactions.run(session -> {
            session.createNativeQuery(
                            "select 1 from pg_advisory_xact_lock(" + LOCK + ")", Integer.class)
                    .getSingleResult();
            Mutation mutation = new Mutation(session);
            T result = work.apply(mutation);
            if (mutation.isDiscarded()) {
                session.getTransaction().rollback();
                return new Written<>(result, 0);
            }
            return new Written<>(result, write(session, author, mutation));
        });
    }

    private static long write(StatelessSession session, Author author, Mutation mutation) {
        if (mutation.rows().isEmpty()) {
            return 0;
        }
        return session.doReturningWork(connection -> insert(connection, author, mutation));
    }

    private static long insert(Connection connection, Author author, Mutation mutation)
            throws SQLException {
        List<Mutation.Row> rows = mutation.rows();
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setTimestamp(1, Timestamp.from(mutation.at()));
            statement.setString(2, author.subject());
            statement.setString(3, author.reason());
            statement.setArray(4, texts(connection, rows, row -> row.op().label()));
            statement.setArray(5, texts(connection, rows, row -> row.key().kind()));
            statement.setArray(6, texts(connection, rows, row -> row.key().project()));
            statement.setArray(7, texts(connection, rows, row -> row.key().name()));
            statement.setArray(8, texts(connection, rows, row -> text(row.before())));
            statement.setArray(9, texts(connection, rows, row -> text(row.after())));
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    private static Array texts(
            Connection connection,
            List<Mutation.Row> rows,
            Function<Mutation.Row, @Nullable String> column)
            throws SQLException {
        return connection.createArrayOf("text", rows.stream().map(column).toArray());
    }

    private static @Nullable String text(@Nullable ObjectNode json) {
        return json == null ? null : JsonCodec.text(json);
    }
}
