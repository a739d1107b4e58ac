package dev.mcpctl.db.feed;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens connections that are not pooled. */
@FunctionalInterface
public interface Connections {
    Connection open() throws SQLException;
}
