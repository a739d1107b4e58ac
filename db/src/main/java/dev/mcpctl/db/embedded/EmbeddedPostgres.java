package dev.mcpctl.db.embedded;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A PostgreSQL server of our own: started or adopted, restarted when it dies, stopped by {@link
 * #close}. It outlives a JVM that is killed; the next {@link #start} adopts it. One opener for one
 * directory. Any thread.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String DATABASE = "postgres";
    private static final int PASSWORD_BYTES = 32;
    private static final Duration FAST_STOP_LIMIT = Duration.ofSeconds(15);
    private static final Duration IMMEDIATE_STOP_LIMIT = Duration.ofSeconds(10);
    private static final Duration ADOPTION_LIMIT = Duration.ofSeconds(60);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final long LOOK_AGAIN_MILLIS = 5;

    private final Path data;
    private final String password;
    private final Launcher launcher;
    private final DirectoryLock directoryLock;
    private final ReentrantLock lifecycle = new ReentrantLock();
    private volatile Postmaster server; // written under lifecycle
    private volatile boolean isClosing;
    private boolean isClosed; // guarded by lifecycle
    private final Thread watch;

    private EmbeddedPostgres(
            Path data,
            String password,
            Launcher launcher,
            DirectoryLock directoryLock,
            Postmaster server) {
        this.data = data;
        this.password = password;
        this.launcher = launcher;
        this.directoryLock = directoryLock;
        this.server = server;
        this.watch = Thread.ofVirtual().name("postgres-watch").unstarted(this::watch);
    }

    /**
     * Starts or adopts the server of a directory and waits until it accepts connections.
     *
     * @param directory holds data, password and lock; made when absent
     * @param cache where the programs are unpacked, once for each version; may be shared
     * @param log the server's output is appended to it
     */
    public static EmbeddedPostgres start(Path directory, Path cache, Path log) {
        Platform platform = Platform.current();
        try {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            Path home = directory.toRealPath();
            Path logFile = log.toAbsolutePath();
            Files.createDirectories(logFile.resolveSibling(".").normalize());
            DirectoryLock lock = DirectoryLock.taken(home);
            boolean isStarted = false;
            try {
                EmbeddedPostgres postgres = opened(platform, home, cache, logFile, lock);
                postgres.watch.start();
                isStarted = true;
                return postgres;
            } finally {
                if (!isStarted) {
                    lock.close();
                }
            }
        } catch (IOException e) {
            throw new Problem(
                    ProblemType.LOCAL,
                    "cannot start PostgreSQL in " + directory + ": " + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(ProblemType.LOCAL, "interrupted while PostgreSQL started", e);
        }
    }

    private static EmbeddedPostgres opened(
            Platform platform, Path home, Path cache, Path log, DirectoryLock lock)
            throws IOException, InterruptedException {
        Path data = home.resolve("data");
        Path passwordFile = home.resolve("password");
        checkVersion(data);
        Programs programs = Programs.unpacked(platform, cache);
        if (!Files.exists(data)) {
            writePassword(passwordFile);
        }
        Launcher launcher = new Launcher(programs, RunAs.probed(home, programs), log);
        if (!Files.exists(data)) {
            launcher.initialise(data, passwordFile);
        }
        String password = readPassword(passwordFile);
        Optional<Postmaster> living = Postmaster.of(data);
        if (living.isPresent() && !launcher.isOurs(living.get())) {
            LOG.info("stopping the PostgreSQL of another build: pid={}", living.get().pid());
            stop(launcher, living.get());
            living = Optional.empty();
        }
        Postmaster server;
        if (living.isPresent()) {
            server = adopted(living.get(), data);
            LOG.info("adopted PostgreSQL: pid={} port={}", server.pid(), server.port());
        } else {
            server = launcher.start(data, 0, () -> false);
            LOG.info("started PostgreSQL: pid={} port={}", server.pid(), server.port());
        }
        return new EmbeddedPostgres(data, password, launcher, lock, server);
    }

    /** {@code postgresql://user:password@127.0.0.1:port/postgres}: holds the password. */
    public String url() {
        return "postgresql://"
                + Launcher.USER
                + ":"
                + password
                + "@127.0.0.1:"
                + server.port()
                + "/"
                + DATABASE;
    }

    /** The process id of the server as it runs now. */
    public long pid() {
        return server.pid();
    }

    /** Stops the server. Twice is harmless. */
    @Override
    public void close() {
        isClosing = true;
        watch.interrupt();
        lifecycle.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            stop(launcher, server);
            directoryLock.close();
        } catch (IOException e) {
            LOG.warn("PostgreSQL was not stopped: pid={}", server.pid(), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lifecycle.unlock();
        }
    }

    @Override
    public String toString() {
        return "EmbeddedPostgres[" + data + "]";
    }

    private void watch() {
        try {
            while (!isClosing) {
                server.awaitDeath();
                restart();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closing
        }
    }

    private void restart() throws InterruptedException {
        Duration pause = Duration.ofMillis(250);
        while (!isClosing) {
            lifecycle.lockInterruptibly();
            try {
                if (isClosing) {
                    return;
                }
                LOG.warn("PostgreSQL died and is started again: pid={}", server.pid());
                server = launcher.start(data, server.port(), () -> isClosing);
                LOG.info("started PostgreSQL: pid={} port={}", server.pid(), server.port());
                return;
            } catch (IOException | Problem e) {
                LOG.error("PostgreSQL does not start: {}", e.getMessage());
            } finally {
                lifecycle.unlock();
            }
            Thread.sleep(pause);
            pause =
                    pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                            ? LONGEST_PAUSE
                            : pause.multipliedBy(2);
        }
    }

    /** A server that is starting or recovering is waited for. */
    private static Postmaster adopted(Postmaster server, Path data) throws InterruptedException {
        long limit = System.nanoTime() + ADOPTION_LIMIT.toNanos();
        while (Postmaster.PidFile.read(data).filter(Postmaster.PidFile::isReady).isEmpty()) {
            if (!server.isAlive() || System.nanoTime() > limit) {
                throw new Problem(
                        ProblemType.LOCAL,
                        "the PostgreSQL that runs in " + data + " does not become ready");
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        return server;
    }

    private static void stop(Launcher launcher, Postmaster server)
            throws IOException, InterruptedException {
        if (server.isAlive()) {
            launcher.signal("INT", server.pid());
        }
        if (!isGone(server, FAST_STOP_LIMIT)) {
            launcher.signal("QUIT", server.pid());
            if (!isGone(server, IMMEDIATE_STOP_LIMIT)) {
                launcher.signal("KILL", server.pid());
            }
        }
    }

    private static boolean isGone(Postmaster server, Duration patience)
            throws InterruptedException {
        long limit = System.nanoTime() + patience.toNanos();
        while (server.isAlive()) {
            if (System.nanoTime() > limit) {
                return false;
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        return true;
    }

    private static void checkVersion(Path data) throws IOException {
        if (!Files.exists(data)) {
            return;
        }
        Path file = data.resolve("PG_VERSION");
        String found = Files.exists(file) ? Files.readString(file).strip() : "an unknown version";
        if (!found.equals(Programs.MAJOR)) {
            throw new Problem(
                    ProblemType.LOCAL,
                    "the data in "
                            + data
                            + " is of PostgreSQL "
                            + found
                            + ", this build runs "
                            + Programs.MAJOR
                            + "; use the build that made it, or move the data by a dump of that"
                            + " version");
        }
    }

    private static void writePassword(Path file) throws IOException {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(random) + "\n");
    }

    private static String readPassword(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new Problem(
                    ProblemType.LOCAL,
                    file + " is missing: without it the database beside it cannot be opened");
        }
        return Files.readString(file).strip();
    }
}
