package dev.mcpctl.db;

import dev.mcpctl.db.embedded.EmbeddedPostgres;
import dev.mcpctl.db.transaction.Transactions;

import org.jspecify.annotations.NullMarked;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A fresh database of either kind. The external one lies on a server that this JVM starts once from
 * the same programs and hands over as nothing but a URL.
 */
@NullMarked
public final class DatabaseUnderTest implements AutoCloseable {
    /** How long a test waits for what is to come. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final AtomicInteger COUNTER = new AtomicInteger();

    public enum Kind {
        EMBEDDED,
        EXTERNAL
    }

    private final Path directory;
    private final DatabaseSettings settings;
    private final String externalUrl;
    private Database database;

    private DatabaseUnderTest(Path directory, DatabaseSettings settings, String externalUrl) {
        this.directory = directory;
        this.settings = settings;
        this.externalUrl = externalUrl;
        this.database = Database.open(settings);
    }

    public static DatabaseUnderTest fresh(Kind kind) {
        Path directory = temporary();
        String url = kind == Kind.EXTERNAL ? SharedServer.freshUrl() : "";
        DatabaseLocation location =
                kind == Kind.EXTERNAL
                        ? new DatabaseLocation.External(url)
                        : new DatabaseLocation.Embedded(
                                directory.resolve("postgres"),
                                cache(),
                                directory.resolve("postgres.log"));
        DatabaseSettings settings = new DatabaseSettings(location, directory.resolve("master.key"));
        return new DatabaseUnderTest(directory, settings, url);
    }

    public Database database() {
        return database;
    }

    /** Holds {@code postgres/} and {@code master.key}. */
    public Path directory() {
        return directory;
    }

    public DatabaseSettings settings() {
        return settings;
    }

    /** As after a restart of the daemon. */
    public Database reopen() {
        database.close();
        database = Database.open(settings);
        return database;
    }

    /** A connection of the test's own, past the store. */
    public Connection connect() throws SQLException {
        return switch (settings.location()) {
            case DatabaseLocation.External(String _) -> connect(externalUrl);
            case DatabaseLocation.Embedded(Path home, Path _, Path _) -> {
                try {
                    int port =
                            Integer.parseInt(
                                    Files.readAllLines(home.resolve("data/postmaster.pid")).get(3));
                    String password = Files.readString(home.resolve("password")).strip();
                    yield connect(
                            "postgresql://mcpctl:" + password + "@127.0.0.1:" + port + "/postgres");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    @Override
    public void close() {
        database.close();
        delete(directory);
    }

    /** What the parts of a database are built on. */
    public static Transactions transactionsOf(Database database) {
        return database.transactions();
    }

    /** Unpacked programs, shared by all tests of this machine. */
    public static Path cache() {
        String named = System.getProperty("mcpctl.postgres.cache", "");
        return named.isEmpty()
                ? Path.of(System.getProperty("java.io.tmpdir"), "mcpctl-postgres-18")
                : Path.of(named);
    }

    public static Path temporary() {
        try {
            return Files.createTempDirectory("mcpctl-db-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void delete(Path root) {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Connection connect(String url) throws SQLException {
        DatabaseUrl address = DatabaseUrl.read(url);
        return DriverManager.getConnection(address.jdbcUrl(), address.credentials());
    }

    /** Started when first asked for, stopped with the JVM. */
    public static final class SharedServer {
        private static final Path HOME = temporary();
        private static final EmbeddedPostgres SERVER =
                EmbeddedPostgres.start(HOME.resolve("pg"), cache(), HOME.resolve("log"));

        static {
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> {
                                SERVER.close();
                                delete(HOME);
                            }));
        }

        private SharedServer() {}

        /** The URL of an empty database. */
        public static String freshUrl() {
            String name = "test_" + COUNTER.incrementAndGet();
            try (Connection connection = connect(SERVER.url());
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + name);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return SERVER.url().replaceFirst("/postgres$", "/" + name);
        }
    }
}
