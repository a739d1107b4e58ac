package dev.mcpctl.db.transaction;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Tells a database that is away from a statement that is wrong. */
public final class DatabaseFailure {
    private static final String CONNECTION_CLASS = "08";
    private static final String SHUTDOWN_CLASS = "57P"; // shut down, crashed, starting up
    private static final String RESOURCES_CLASS =
            "53"; // disk full, out of memory, too many clients
    private static final String LOCK_TIMEOUT = "55P03";
    private static final String IDLE_TRANSACTION_TIMEOUT = "25P03";
    private static final String NO_NUL_IN_JSON = "22P05";
    private static final String NO_NUL_IN_TEXT = "22021";

    private DatabaseFailure() {}

    /**
     * What a user is told of a failed transaction: unavailable when trying again later may help;
     * anything else is thrown as it came. The text never holds values of a row.
     */
    public static RuntimeException of(RuntimeException failure) {
        if (failure instanceof Problem) {
            return failure;
        }
        SQLException cause = sqlCause(failure);
        if (cause == null) {
            return failure;
        }
        String state = cause.getSQLState() == null ? "" : cause.getSQLState();
        if (state.equals(NO_NUL_IN_JSON) || state.equals(NO_NUL_IN_TEXT)) {
            return new Problem(
                    ProblemType.BAD_REQUEST,
                    "a text holds the character U+0000 or is not Unicode; it cannot be stored");
        }
        if (isAway(cause, state)) {
            return new Problem(
                    ProblemType.UNAVAILABLE,
                    "the database is not available; nothing was read, and a write counts only if it"
                            + " was answered",
                    failure);
        }
        return failure;
    }

    private static boolean isAway(SQLException cause, String state) {
        return cause instanceof SQLTransientConnectionException
                || cause.getCause() instanceof IOException
                || state.startsWith(CONNECTION_CLASS)
                || state.startsWith(SHUTDOWN_CLASS)
                || state.startsWith(RESOURCES_CLASS)
                || state.equals(LOCK_TIMEOUT)
                || state.equals(IDLE_TRANSACTION_TIMEOUT);
    }

    private static @Nullable SQLException sqlCause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
