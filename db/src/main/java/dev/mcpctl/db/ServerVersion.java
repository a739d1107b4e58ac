package dev.mcpctl.db;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.sql.Connection;
import java.sql.SQLException;

/** The first connection: whether there is a server, and whether it is one that we can use. */
final class ServerVersion {
    /** The first with {@code unique nulls not distinct}. */
    static final int OLDEST = 15;

    private ServerVersion() {}

    /** A server that cannot be reached, or is too old, is a problem that names its place. */
    static void check(ServerConnections connections) {
        try (Connection connection = connections.getConnection()) {
            int major = connection.getMetaData().getDatabaseMajorVersion();
            if (major < OLDEST) {
                throw new Problem(
                        ProblemType.LOCAL,
                        "the database at "
                                + connections.address().place()
                                + " is PostgreSQL "
                                + major
                                + "; expected "
                                + OLDEST
                                + " or later");
            }
        } catch (SQLException e) {
            throw new Problem(
                    ProblemType.UNAVAILABLE,
                    "cannot open the database at "
                            + connections.address().place()
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }
}
