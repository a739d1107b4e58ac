package dev.mcpctl.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.db.DatabaseUnderTest;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

@SuppressWarnings("NullAway.Init") // each test starts its own server
class EmbeddedPostgresIT {
    private Path directory;
    private EmbeddedPostgres server; // null in tests whose server does not start
    private final List<Process> others = new ArrayList<>();

    @BeforeEach
    void makeDirectory() {
        directory = DatabaseUnderTest.temporary();
    }

    @AfterEach
    void clean() {
        others.forEach(Process::destroyForcibly);
        if (server != null) {
            server.close();
        }
        DatabaseUnderTest.delete(directory);
    }

    @Test
    void whatIsStoredOutlivesAStop() throws Exception {
        server = start();
        execute("create table kept as select 7 as number");
        server.close();
        server.close();
        assertThat(ProcessTable.workingIn(data())).isEmpty();

        server = start();

        assertThat(number("select number from kept")).isEqualTo(7);
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(directory.resolve("pg/password"))))
                .isEqualTo("rw-------");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(directory.resolve("pg"))))
                .isEqualTo("rwx------");
        assertThat(server).hasToString("EmbeddedPostgres[" + data() + "]");
    }

    @Test
    void aServerWhoseJvmWasKilledIsAdopted() throws Exception {
        Process other = otherJvm();
        long pid = Long.parseLong(OtherJvm.answer(other).substring("open ".length()));
        other.destroyForcibly().waitFor();
        assertThat(ProcessTable.worksIn(pid, data())).isTrue();

        server = start();

        assertThat(server.pid()).isEqualTo(pid);
        assertThat(number("select 1")).isEqualTo(1);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly(); // one that is not our child
        awaitAnotherThan(pid);
        assertThat(number("select 1")).isEqualTo(1);
    }

    @Test
    void aServerThatDiesIsStartedAgainWithWhatWasCommitted() throws Exception {
        server = start();
        execute("create table kept as select 8 as number");
        long pid = server.pid();
        String url = server.url();

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        awaitAnotherThan(pid);
        assertThat(number("select number from kept")).isEqualTo(8);
        assertThat(server.url()).as("the port is kept where it is free").isEqualTo(url);
    }

    @Test
    void aServerThatDiedWithItsJvmIsRecovered() throws Exception {
        Process other = otherJvm();
        long pid = Long.parseLong(OtherJvm.answer(other).substring("open ".length()));
        other.destroyForcibly().waitFor();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        Awaitility.await().until(() -> hasEnded(pid));

        server = start(); // at once: the dead one may be a zombie, its pid file says "ready"

        assertThat(server.pid()).isNotEqualTo(pid);
        assertThat(number("select 1")).isEqualTo(1);
    }

    /** A process that was killed goes on until the system comes to it. */
    private static boolean hasEnded(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aSecondOpenerIsRefusedHereAndInAnotherJvm() throws Exception {
        server = start();

        assertThatThrownBy(this::start)
                .isInstanceOf(Problem.class)
                .hasMessageContaining("is open in process " + ProcessHandle.current().pid());
        Process other = otherJvm();
        assertThat(OtherJvm.answer(other)).startsWith("refused ").contains("is open in process");
        assertThat(other.waitFor()).isZero();
        assertThat(number("select 1")).isEqualTo(1);
    }

    @Test
    void dataOfAnotherMajorVersionAreRefused() throws Exception {
        Files.createDirectories(directory.resolve("pg/data"));
        Files.writeString(directory.resolve("pg/data/PG_VERSION"), "17\n");

        assertThatThrownBy(this::start)
                .isInstanceOf(Problem.class)
                .hasMessageContaining("PostgreSQL 17")
                .hasMessageContaining("18");
    }

    @Test
    void dataWithoutTheirPasswordAreRefused() throws Exception {
        server = start();
        server.close();
        Files.delete(directory.resolve("pg/password"));

        assertThatThrownBy(this::start)
                .isInstanceOf(Problem.class)
                .hasMessageContaining("password is missing");
    }

    @Test
    void whatCannotStartSaysWhyAndWhereToRead() throws Exception {
        server = start();
        server.close();
        Files.delete(data().resolve("global/pg_control"));

        assertThatThrownBy(this::start)
                .isInstanceOf(Problem.class)
                .hasMessageContaining("pg_control")
                .hasMessageContaining(directory.resolve("log").toString());
    }

    @Test
    void anUnpackingThatWasKilledIsDoneAgain() throws Exception {
        Path cache = directory.resolve("cache");
        String name =
                Programs.unpacked(Platform.current(), DatabaseUnderTest.cache())
                        .home()
                        .getFileName()
                        .toString();
        Files.createDirectories(cache.resolve(name + ".partial/bin"));
        Files.writeString(cache.resolve(name + ".partial/bin/postgres"), "half of it");

        Programs again = Programs.unpacked(Platform.current(), cache);

        assertThat(again.program("postgres")).isExecutable();
        assertThat(again.home().resolve("lib/libpq.so.5")).isSymbolicLink().exists();
        try (var left = Files.list(cache)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("lock", name);
        }
    }

    private Process otherJvm() throws IOException {
        Process other = OtherJvm.start(directory);
        others.add(other);
        return other;
    }

    private EmbeddedPostgres start() {
        return EmbeddedPostgres.start(
                directory.resolve("pg"), DatabaseUnderTest.cache(), directory.resolve("log"));
    }

    private Path data() {
        return directory.resolve("pg/data");
    }

    private void awaitAnotherThan(long pid) {
        Awaitility.await().atMost(DatabaseUnderTest.PATIENCE).until(() -> server.pid() != pid);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DatabaseUnderTest.connect(server.url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int number(String sql) throws SQLException {
        try (Connection connection = DatabaseUnderTest.connect(server.url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
