package dev.mcpctl.daemon;

import dev.mcpctl.db.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One PostgreSQL for the JVM, with a database for everybody who asks. It ends with the JVM. */
public final class TestPostgres {
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private TestPostgres() {}

    /** The URL of a database that is nobody else's. */
    public static String freshDatabase() {
        String name = "daemon_" + COUNTER.incrementAndGet();
        String url = Server.POSTGRES.url();
        URI uri = URI.create(url);
        String[] credentials = uri.getUserInfo().split(":", 2);
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:postgresql://127.0.0.1:" + uri.getPort() + uri.getPath(),
                                credentials[0],
                                credentials[1]);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return url.replaceFirst("/[^/]*$", "/" + name);
    }

    /** Removes a directory with all that is in it. */
    public static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Started when it is first needed. */
    private static final class Server {
        private static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                Path directory = Files.createTempDirectory("mcpd-test-postgres");
                String cache = System.getProperty("mcpctl.postgres.cache", "");
                EmbeddedPostgres server =
                        EmbeddedPostgres.start(
                                directory.resolve("postgres"),
                                cache.isEmpty()
                                        ? Path.of(
                                                System.getProperty("java.io.tmpdir"),
                                                "mcpctl-postgres-18")
                                        : Path.of(cache),
                                directory.resolve("log"));
                Runtime.getRuntime()
                        .addShutdownHook(
                                new Thread(() -> {
                                    server.close();
                                    delete(directory);
                                }));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
