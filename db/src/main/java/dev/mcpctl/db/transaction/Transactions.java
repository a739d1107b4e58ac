package dev.mcpctl.db.transaction;

import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.Transaction;

import java.util.function.Function;

/**
 * Runs work in a transaction on a session of its own: committed when the work returns, rolled back
 * when it throws. A database that is away is a problem of type unavailable.
 */
public final class Transactions {
    private final SessionFactory sessions;

    public Transactions(SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** Each statement sees what was committed before it. */
    public <T> T run(Function<StatelessSession, T> work) {
        try (StatelessSession session = sessions.openStatelessSession()) {
            Transaction transaction = session.beginTransaction();
            boolean isCommitted = false;
            try {
                T result = work.apply(session);
                if (transaction.isActive()) {
                    transaction.commit(); // not active: the work itself rolled back
                }
                isCommitted = true;
                return result;
            } finally {
                if (!isCommitted) {
                    rollback(transaction);
                }
            }
        } catch (RuntimeException e) {
            throw DatabaseFailure.of(e);
        }
    }

    /** All statements see one and the same state; nothing can be written. */
    public <T> T snapshot(Function<StatelessSession, T> work) {
        return run(session -> {
            session.createNativeMutationQuery(
                            "set transaction isolation level repeatable read, read only")
                    .executeUpdate();
            return work.apply(session);
        });
    }

    private static void rollback(Transaction transaction) {
        try {
            transaction.rollback();
        } catch (RuntimeException _) {
            // The connection is gone; the failure that led here says so already.
        }
    }
}
