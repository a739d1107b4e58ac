package dev.mcpctl.daemon;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.ProgramLock;
import dev.mcpctl.api.home.StartFailure;
import dev.mcpctl.api.log.JsonLog;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.daemon.access.FirstToken;
import dev.mcpctl.db.Database;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;

/**
 * mcpd. Without arguments it serves until it is told to stop by a signal. {@code --stop} ends what
 * an mcpd that died left running; {@code --new-token FILE} makes another token for this user.
 */
public final class Daemon {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    /**
     * What libraries say at INFO is of no use to whoever runs mcpd; the pool warns of every
     * connection that an outage of the database broke, which mcpd itself says once.
     */
    private static final Map<String, Level> LIBRARIES =
            Map.of(
                    "org.hibernate", Level.WARNING,
                    "org.flywaydb", Level.WARNING,
                    "com.zaxxer.hikari", Level.SEVERE,
                    "io.vertx", Level.WARNING,
                    "io.netty", Level.WARNING);

    private Daemon() {}

    public static void main(String[] arguments) {
        JsonLog.install(LIBRARIES);
        List<String> words = List.of(arguments);
        Home home = Home.of(System.getenv());
        int exitCode = FAILED;
        try {
            exitCode = run(words, home);
        } catch (Problem problem) {
            fail(home, problem);
        } catch (IOException | RuntimeException | Error e) {
            LoggerFactory.getLogger(Daemon.class).atError().setCause(e).log("mcpd could not start");
            fail(
                    home,
                    new Problem(
                            ProblemType.INTERNAL,
                            "could not start: " + e + "; the log says more",
                            e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.exit(exitCode);
    }

    private static void fail(Home home, Problem problem) {
        System.err.println("mcpd: " + problem.detail());
        StartFailure.write(home, Program.MCPD, problem);
    }

    private static int run(List<String> words, Home home) throws IOException, InterruptedException {
        boolean isNewToken = words.size() == 2 && words.getFirst().equals("--new-token");
        if (!words.isEmpty() && !words.equals(List.of("--stop")) && !isNewToken) {
            System.err.println("mcpd: expected no arguments, --stop, or --new-token FILE");
            return WRONG_USAGE;
        }
        DaemonSettings settings = DaemonSettings.of(System.getenv());
        home.create();
        if (isNewToken) {
            newToken(settings, Path.of(words.getLast()));
            return 0;
        }
        try (ProgramLock _ = ProgramLock.acquire(home, Program.MCPD)) {
            if (words.isEmpty()) {
                serve(settings);
            } else {
                Cleanup.run(settings);
            }
        }
        return 0;
    }

    private static void serve(DaemonSettings settings) throws IOException, InterruptedException {
        Logger log = LoggerFactory.getLogger(Daemon.class);
        StartFailure.clear(settings.home(), Program.MCPD);
        DaemonSettings.warnings(System.getenv()).forEach(log::warn);
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        // A signal begins the JVM's own end, which waits for this thread: so main's clean-up is
        // waited for here.
        java.lang.Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("stop")
                                .unstarted(() -> {
                                    stop.countDown();
                                    awaitQuietly(stopped);
                                }));
        try (ServingDaemon serving = ServingDaemon.start(settings)) {
            log.info("mcpd listens on {}", serving.url());
            stop.await();
            log.info("mcpd stops");
        } finally {
            stopped.countDown();
        }
    }

    /** Beside a running mcpd as well, which learns of the token when it is first used. */
    private static void newToken(DaemonSettings settings, Path file) {
        try (Database database = Database.open(RunningPostgres.settings(settings))) {
            new FirstToken(database.tokens(), settings.home()).another(file);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new Problem(ProblemType.INTERNAL, "interrupted while stopping", e);
        }
    }
}
