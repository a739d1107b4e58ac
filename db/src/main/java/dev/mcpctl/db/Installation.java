package dev.mcpctl.db;

import dev.mcpctl.db.transaction.Transactions;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Which installation a database belongs to: made with it, never changed. */
public record Installation(UUID id, Instant createdAt) {
    /** The database's own; of two first starts at once one makes it. */
    static Installation of(Transactions transactions) {
        return transactions.run(session -> {
            session.createNativeMutationQuery(
                            "insert into installation (id, created_at) values (:id, :at)"
                                    + " on conflict do nothing")
                    .setParameter("id", UUID.randomUUID())
                    .setParameter("at", Instant.now().truncatedTo(ChronoUnit.MILLIS))
                    .executeUpdate();
            Object[] row =
                    session.createNativeQuery(
                                    "select cast(id as text), created_at from installation",
                                    Object[].class)
                            .getSingleResult();
            return new Installation(UUID.fromString((String) row[0]), (Instant) row[1]);
        });
    }
}
