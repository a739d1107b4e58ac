package dev.mcpctl.db.feed;

import static dev.mcpctl.db.Samples.ADA;
import static dev.mcpctl.db.Samples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Objects.requireNonNull;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.db.Database;
import dev.mcpctl.db.DatabaseUnderTest;
import dev.mcpctl.db.resource.DeleteMode;
import dev.mcpctl.db.transaction.Transactions;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** What followers of the feed rely on, on either kind of database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ChangeFeedContract {
    private static final int WRITERS = 8;
    private static final int WRITES = 10;

    private final DatabaseUnderTest.Kind kind;
    private DatabaseUnderTest under;
    private Database database;

    protected ChangeFeedContract(DatabaseUnderTest.Kind kind) {
        this.kind = kind;
    }

    @BeforeAll
    void open() {
        under = DatabaseUnderTest.fresh(kind);
        database = under.database();
    }

    @AfterAll
    void close() {
        under.close();
    }

    @Test
    void positionsBecomeVisibleInOrderUnderConcurrentWriters() throws Exception {
        long from = database.feed().position();
        AtomicBoolean isDone = new AtomicBoolean();
        List<Long> seen = new ArrayList<>();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> reader =
                    threads.submit(() -> {
                        long cursor = from;
                        boolean isLast = false;
                        while (!isLast) {
                            isLast = isDone.get(); // read once more after the last write
                            for (Change change : database.feed().read(cursor, 1_000)) {
                                cursor = change.position();
                                seen.add(cursor);
                            }
                        }
                    });
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                String prefix = "writer-" + writer + "-";
                writers.add(
                        threads.submit(() -> {
                            for (int i = 0; i < WRITES; i++) {
                                create(prefix + i);
                            }
                        }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            isDone.set(true);
            reader.get();
        }

        List<Long> all = database.feed().read(from, 10_000).stream().map(Change::position).toList();
        assertThat(seen).hasSize(WRITERS * WRITES).isEqualTo(all);
    }

    @Test
    void aSubscriberSeesBacklogAndLiveChangesOnceAndInOrder() throws Exception {
        long from = database.feed().position();
        create("backlog-1");
        create("backlog-2");

        try (Subscription subscription = database.feed().subscribe(from)) {
            create("live-1");
            assertThat(take(subscription, 3)).containsExactly("backlog-1", "backlog-2", "live-1");
            create("live-2");
            assertThat(take(subscription, 1)).containsExactly("live-2");
            assertThat(subscription.next(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void aPositionThatWasRolledBackHoldsNobodyUp() throws Exception {
        create("rolled-back");
        long from = database.feed().position();
        assertThatThrownBy(() -> create("rolled-back")).isInstanceOf(Problem.class);
        try (Connection connection = under.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("select nextval('change_position')");
        }

        try (Subscription subscription = database.feed().subscribe(from)) {
            create("after-the-gap");
            assertThat(take(subscription, 1)).containsExactly("after-the-gap");
        }
    }

    @Test
    void aReaderThatDoesNotKeepUpIsClosedAndDelaysNobody() throws Exception {
        var slowFeed =
                new ChangeFeed(
                        new FeedTable(transactions()), under::connect, Duration.ofDays(1), 2);

        try (Subscription slow = slowFeed.subscribe(slowFeed.position())) {
            for (int i = 0; i < 5; i++) {
                create("flood-" + i);
            }

            Awaitility.await()
                    .atMost(DatabaseUnderTest.PATIENCE)
                    .untilAsserted(() ->
                            assertThatThrownBy(() -> slow.next(Duration.ZERO))
                                    .isInstanceOfSatisfying(
                                            Problem.class,
                                            problem ->
                                                    assertThat(problem.type())
                                                            .isEqualTo(ProblemType.GONE)));
        } finally {
            slowFeed.close();
        }
    }

    @Test
    void listeningGoesOnAfterTheConnectionIsLost() throws Exception {
        try (Subscription subscription = database.feed().subscribe(database.feed().position())) {
            create("before-the-loss");
            assertThat(take(subscription, 1)).containsExactly("before-the-loss");

            terminateListener();
            create("after-the-loss");

            assertThat(take(subscription, 1)).containsExactly("after-the-loss");
        }
    }

    @Test
    void aCursorOlderThanTheRetentionIsGone() throws Exception {
        create("forgotten-1");
        long old = database.feed().position();
        create("forgotten-2");
        long newest = database.feed().position();
        try (Subscription heard = database.feed().subscribe(old)) {
            assertThat(take(heard, 1))
                    .containsExactly("forgotten-2"); // the feed itself has caught up
        }

        database.feed().prune(Instant.now().plusSeconds(60));

        assertThat(database.feed().position()).isEqualTo(newest);
        assertThatThrownBy(() -> database.feed().read(old, 10))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.GONE));
        assertThatThrownBy(() -> database.feed().subscribe(old)).isInstanceOf(Problem.class);
        assertThat(database.feed().read(newest, 10)).isEmpty();
        database.feed().prune(Instant.EPOCH);
        try (Subscription subscription = database.feed().subscribe(newest)) {
            create("remembered");
            assertThat(take(subscription, 1)).containsExactly("remembered");
        }
    }

    @Test
    void aDeletionTellsWhatWasAndWho() {
        create("deleted");
        long from = database.feed().position();

        database.resources()
                .delete(
                        new Author("user:bob", "cleaning"),
                        ResourceKey.global("server", "deleted"),
                        DeleteMode.GUARDED);

        Change change = database.feed().read(from, 10).getFirst();
        assertThat(change.op()).isEqualTo(ChangeOp.DELETE);
        assertThat(change.author()).isEqualTo(new Author("user:bob", "cleaning"));
        assertThat(requireNonNull(change.before()).spec().path("command").asText())
                .isEqualTo("node");
        assertThat(change.after()).isNull();
    }

    @Test
    void aClosedSubscriptionSaysSoToTheThreadThatWaits() throws Exception {
        Subscription subscription = database.feed().subscribe(database.feed().position());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> waiting = threads.submit(() -> subscription.next(Duration.ofHours(1)));

            subscription.close();

            assertThatThrownBy(waiting::get).hasRootCauseInstanceOf(Problem.class);
        }
    }

    private void create(String name) {
        database.resources().create(ADA, server(name));
    }

    private static List<String> take(Subscription subscription, int count)
            throws InterruptedException {
        List<String> names = new ArrayList<>();
        while (names.size() < count) {
            names.add(subscription.next(DatabaseUnderTest.PATIENCE).orElseThrow().key().name());
        }
        return names;
    }

    private void terminateListener() throws SQLException {
        try (Connection connection = under.connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                                        + " where datname = current_database()"
                                        + " and application_name = 'mcpd'"
                                        + " and pid <> pg_backend_pid()")) {
            rows.next();
            assertThat(rows.getInt(1)).isPositive();
        }
        Awaitility.await() // the pool's connections went too; a writer may meet one of them
                .atMost(DatabaseUnderTest.PATIENCE)
                .until(database::isReachable);
    }

    private Transactions transactions() {
        return DatabaseUnderTest.transactionsOf(database);
    }
}
