package dev.mcpctl.db;

import static dev.mcpctl.db.Samples.ADA;
import static dev.mcpctl.db.Samples.secret;
import static dev.mcpctl.db.Samples.server;
import static dev.mcpctl.db.Samples.uid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.db.feed.Subscription;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

class DatabaseIT {
    private Path directory;

    @BeforeEach
    void makeDirectory() {
        directory = DatabaseUnderTest.temporary();
    }

    @AfterEach
    void clean() {
        DatabaseUnderTest.delete(directory);
    }

    @Test
    void anotherKeyIsRefusedAndTheRightOneOpensAgain() throws Exception {
        DatabaseSettings right = external(directory.resolve("right.key"));
        String uid;
        try (Database database = Database.open(right)) {
            uid = uid(database.resources().create(ADA, secret("s", Map.of("K", "v"))).value());
        }
        Path wrong = directory.resolve("wrong.key");
        Database.open(external(wrong)).close(); // makes a key, for another database

        assertThatThrownBy(() -> Database.open(new DatabaseSettings(right.location(), wrong)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("does not open this database")
                .hasMessageContaining(wrong.toString())
                .hasMessageContaining("MCPD_KEY_FILE");

        try (Database database = Database.open(right)) {
            assertThat(database.secrets().open(uid)).isEqualTo(Map.of("K", "v"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(right.keyFile())))
                .isEqualTo("rw-------");
    }

    @Test
    void aLostKeyIsNotMadeAnew() throws Exception {
        DatabaseSettings settings = external(directory.resolve("lost.key"));
        Database.open(settings).close();
        Files.delete(settings.keyFile());

        assertThatThrownBy(() -> Database.open(settings))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("is missing");

        assertThat(settings.keyFile()).doesNotExist();
    }

    @Test
    void aKeyThatOthersCanReadIsRefused() throws Exception {
        DatabaseSettings settings = external(directory.resolve("loose.key"));
        Database.open(settings).close();
        Files.setPosixFilePermissions(
                settings.keyFile(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> Database.open(settings))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("0600");
    }

    @Test
    void aDatabaseThatCannotBeReachedIsOneProblemWithoutThePassword() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String place = "127.0.0.1:" + port + "/mcpctl";
        DatabaseSettings settings =
                new DatabaseSettings(
                        new DatabaseLocation.External("postgresql://ada:hushhush@" + place),
                        directory.resolve("master.key"));

        assertThatThrownBy(() -> Database.open(settings))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.UNAVAILABLE))
                .hasMessageContaining(place)
                .hasMessageNotContaining("hushhush");
        assertThat(settings.toString()).doesNotContain("hushhush");
        assertThat(settings.keyFile()).doesNotExist();
    }

    @Test
    void aKillOfPostgresLosesNoAcknowledgedWriteAndHealsByItself() throws Exception {
        try (DatabaseUnderTest under = DatabaseUnderTest.fresh(DatabaseUnderTest.Kind.EMBEDDED);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Database database = under.database();
            AtomicBoolean isDone = new AtomicBoolean();
            AtomicInteger count = new AtomicInteger();
            List<Future<List<ResourceKey>>> writers = new ArrayList<>();
            Subscription subscription = database.feed().subscribe(database.feed().position());
            for (int i = 0; i < 4; i++) {
                writers.add(threads.submit(() -> write(database, count, isDone)));
            }
            Awaitility.await().atMost(DatabaseUnderTest.PATIENCE).until(() -> count.get() > 20);

            Path pidFile =
                    under.directory().resolve("postgres").resolve("data").resolve("postmaster.pid");
            long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst());
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            int before = count.get();
            Awaitility.await()
                    .atMost(DatabaseUnderTest.PATIENCE)
                    .until(() -> count.get() > before + 40);
            isDone.set(true);

            for (Future<List<ResourceKey>> writer : writers) {
                for (ResourceKey acknowledged : writer.get()) {
                    assertThat(database.resources().find(acknowledged)).isPresent();
                }
            }
            long last = database.feed().position();
            long cursor = 0;
            while (cursor < last) { // nobody was skipped while the server was away
                var change = subscription.next(DatabaseUnderTest.PATIENCE).orElseThrow();
                assertThat(change.position()).isGreaterThan(cursor);
                cursor = change.position();
            }
            assertThat(database.isReachable()).isTrue();
        }
    }

    /** Creates until told to stop; the only failure it takes is that the database is away. */
    private static List<ResourceKey> write(
            Database database, AtomicInteger count, AtomicBoolean isDone) {
        List<ResourceKey> acknowledged = new ArrayList<>();
        for (int i = 0; !isDone.get(); i++) {
            Resource wanted = server("w" + Thread.currentThread().threadId() + "-" + i);
            try {
                database.resources().create(ADA, wanted);
                acknowledged.add(wanted.key());
                count.incrementAndGet();
            } catch (Problem problem) {
                assertThat(problem.type()).isEqualTo(ProblemType.UNAVAILABLE);
            }
        }
        return acknowledged;
    }

    private static DatabaseSettings external(Path keyFile) {
        return new DatabaseSettings(
                new DatabaseLocation.External(DatabaseUnderTest.SharedServer.freshUrl()), keyFile);
    }
}
