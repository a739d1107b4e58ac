package dev.mcpctl.db;

import java.nio.file.Path;

/** Which PostgreSQL. */
public sealed interface DatabaseLocation {
    /** {@code embedded} or {@code external}. */
    String label();

    /**
     * A server of our own.
     *
     * @param directory its data, password and lock
     * @param cache where its programs are unpacked
     * @param log its output
     */
    record Embedded(Path directory, Path cache, Path log) implements DatabaseLocation {
        @Override
        public String label() {
            return "embedded";
        }
    }

    /**
     * A server that somebody else runs, PostgreSQL 15 or later.
     *
     * @param url {@code postgresql://user:password@host:port/database}, or what JDBC takes
     */
    record External(String url) implements DatabaseLocation {
        @Override
        public String label() {
            return "external";
        }

        /** Never shows the URL: it holds a password. */
        @Override
        public String toString() {
            return "External[***]";
        }
    }
}
