package dev.mcpctl.db.instance;

import static dev.mcpctl.db.Samples.ADA;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Objects.requireNonNull;

import dev.mcpctl.api.instance.Health;
import dev.mcpctl.api.instance.InstanceState;
import dev.mcpctl.api.instance.Instances;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.db.Database;
import dev.mcpctl.db.DatabaseUnderTest;
import dev.mcpctl.db.event.Event;
import dev.mcpctl.db.event.EventTable;
import dev.mcpctl.db.event.EventType;
import dev.mcpctl.db.feed.Change;
import dev.mcpctl.db.feed.ChangeOp;
import dev.mcpctl.db.feed.Written;
import dev.mcpctl.db.token.Token;
import dev.mcpctl.db.token.TokenTable;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Instances, events and tokens, on either kind of database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TablesContract {
    private static final String SERVER_UID = UUID.randomUUID().toString();

    private final DatabaseUnderTest.Kind kind;
    private DatabaseUnderTest under;
    private Database database;

    protected TablesContract(DatabaseUnderTest.Kind kind) {
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
    void anInstanceGoesThroughItsLifeInTheFeed() {
        long from = database.feed().position();
        Instant start = Instant.parse("2026-11-21T10:00:00Z");
        InstanceTable table = database.instances();

        table.create(ADA, "files-1", "files", SERVER_UID, 3, "node-a", "process");
        table.updateStatus(
                ADA,
                "files-1",
                status -> status.startedAs(new Handle("4711", 99, "127.0.0.1:8086", null), start));
        table.updateStatus(
                ADA,
                "files-1",
                status ->
                        status.ended(
                                InstanceState.CRASH_LOOP_BACK_OFF,
                                "exit 3",
                                3,
                                start.plusSeconds(10)));
        Instance found = table.find("files-1").orElseThrow();
        Instance deleted = table.delete(ADA, "files-1").value().orElseThrow();

        assertThat(found).isEqualTo(deleted);
        assertThat(found.status())
                .isEqualTo(
                        new InstanceStatus(
                                InstanceState.CRASH_LOOP_BACK_OFF,
                                Health.UNKNOWN,
                                "exit 3",
                                0,
                                null,
                                start,
                                3,
                                start.plusSeconds(10)));
        assertThat(table.find("files-1")).isEmpty();
        assertThat(database.feed().read(from, 10))
                .extracting(Change::op)
                .containsExactly(
                        ChangeOp.CREATE, ChangeOp.STATUS, ChangeOp.STATUS, ChangeOp.DELETE);
        assertThat(
                        requireNonNull(database.feed().read(from, 1).getFirst().after())
                                .spec()
                                .path("server")
                                .asText())
                .isEqualTo("files");
    }

    @Test
    void anInstanceIsAResourceOfItsKind() {
        Instance instance =
                database.instances()
                        .create(ADA, "shown-1", "shown", SERVER_UID, 1, "node-a", "process")
                        .value();

        List<String> cells =
                Instances.KIND.cells(instance.toResource(), true, instance.createdAt());

        assertThat(cells)
                .startsWith("shown-1", "shown", "Pending", "unknown", "0", "0s")
                .contains("node-a");
        assertThat(instance.toResource().metadata().resourceVersion()).isPositive();
    }

    @Test
    void aContainersImageIsKeptWholeAndShownShort() {
        String digest = "sha256:" + "0123456789ab" + "c".repeat(52);
        InstanceTable table = database.instances();
        table.create(ADA, "held-1", "held", SERVER_UID, 1, "node-a", "docker");
        table.updateStatus(
                ADA,
                "held-1",
                status ->
                        status.startedAs(
                                new Handle("f00", 0, null, digest),
                                Instant.parse("2026-11-21T10:00:00Z")));

        Instance found = table.find("held-1").orElseThrow();

        assertThat(requireNonNull(found.status().handle()).imageDigest()).isEqualTo(digest);
        assertThat(found.toResource().status().path("imageDigest").asText()).isEqualTo(digest);
        assertThat(Instances.KIND.cells(found.toResource(), true, found.createdAt()))
                .contains("sha256:0123456789ab");
    }

    @Test
    void aStatusThatIsTheSameWritesNothing() {
        InstanceTable table = database.instances();
        table.create(ADA, "steady-1", "steady", SERVER_UID, 1, "node-a", "process");
        table.updateStatus(ADA, "steady-1", status -> status.withHealth(Health.HEALTHY, "fine"));
        long position = database.feed().position();

        Written<Optional<Instance>> same =
                table.updateStatus(
                        ADA, "steady-1", status -> status.withHealth(Health.HEALTHY, "fine"));
        Written<Optional<Instance>> nobody =
                table.updateStatus(ADA, "nosuch", status -> status.withRestarts(9));

        assertThat(same.changedSomething()).isFalse();
        assertThat(same.value()).isPresent();
        assertThat(nobody.value()).isEmpty();
        assertThat(table.delete(ADA, "nosuch").changedSomething()).isFalse();
        assertThat(database.feed().position()).isEqualTo(position);
    }

    @Test
    void instancesAreFoundByServerAndNode() {
        InstanceTable table = database.instances();
        table.create(ADA, "by-b", "by", SERVER_UID, 1, "node-x", "process");
        table.create(ADA, "by-a", "by", SERVER_UID, 1, "node-y", "process");

        assertThat(table.ofServer("by")).extracting(Instance::name).containsExactly("by-a", "by-b");
        assertThat(table.ofNode("node-x")).extracting(Instance::name).containsExactly("by-b");
        assertThat(table.list().items()).extracting(Instance::name).contains("by-a", "by-b");
        assertThat(table.list().position()).isEqualTo(database.feed().position());
        assertThatThrownBy(
                        () -> table.create(ADA, "by-a", "by", SERVER_UID, 1, "node-y", "process"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem ->
                                assertThat(problem.type()).isEqualTo(ProblemType.ALREADY_EXISTS));
    }

    @Test
    void eventsThatRepeatAreCounted() {
        EventTable events = database.events();
        ResourceKey object = ResourceKey.global("server", "counted");

        events.record(object, EventType.NORMAL, "Started", "pid 1");
        events.record(object, EventType.WARNING, "Failed", "exit 3");
        events.record(object, EventType.NORMAL, "Started", "pid 1");

        assertThat(events.of(object))
                .extracting(event -> event.reason() + " " + event.count())
                .containsExactlyInAnyOrder("Failed 1", "Started 2");
    }

    @Test
    void theLastFiftyEventsOfAnObjectAreKept() {
        EventTable events = database.events();
        ResourceKey object = ResourceKey.global("server", "chatty");
        ResourceKey other = ResourceKey.global("server", "quiet");
        events.record(other, EventType.NORMAL, "Once", "");

        for (int i = 0; i < EventTable.KEPT + 10; i++) {
            events.record(object, EventType.NORMAL, "Tick", "number " + i);
        }

        List<Event> kept = events.of(object);
        assertThat(kept).hasSize(EventTable.KEPT);
        assertThat(kept.getFirst().message()).isEqualTo("number 10");
        assertThat(kept.getLast().message()).isEqualTo("number 59");
        assertThat(events.of(other)).hasSize(1);
        assertThat(events.find("server", null, null, 1_000)).hasSizeGreaterThan(EventTable.KEPT);
    }

    @Test
    void aMessageOfAnyLengthIsKeptCut() {
        ResourceKey object = ResourceKey.global("server", "verbose");

        database.events().record(object, EventType.WARNING, "Long", "x".repeat(100_000));

        assertThat(database.events().of(object).getFirst().message())
                .endsWith("...")
                .hasSizeLessThan(3_000);
    }

    @Test
    void anInstancesEventsGoWithIt() {
        Instance instance =
                database.instances()
                        .create(ADA, "noted-1", "noted", SERVER_UID, 1, "node-a", "process")
                        .value();
        database.events().record(instance.key(), EventType.NORMAL, "Made", "");

        database.instances().delete(ADA, "noted-1");

        assertThat(database.events().of(instance.key())).isEmpty();
    }

    @Test
    void ofManyFirstTokensOneIsIssuedAndOnlyItsHashIsStored() throws Exception {
        TokenTable tokens = database.tokens();
        List<Future<Optional<String>>> attempts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                attempts.add(threads.submit(() -> tokens.issueFirst("user:ada")));
            }
        }
        List<String> issued = new ArrayList<>();
        for (Future<Optional<String>> attempt : attempts) {
            attempt.get().ifPresent(issued::add);
        }

        assertThat(issued).hasSize(1);
        String token = issued.getFirst();
        assertThat(token).hasSize(43); // 256 bits in base64
        assertThat(tokens.find(token).map(Token::subject)).contains("user:ada");
        assertThat(tokens.find(token + "x")).isEmpty();
        assertThat(tokens.all()).extracting(Token::hash).containsExactly(TokenTable.hash(token));

        String second = tokens.issue("user:bob");

        assertThat(tokens.revoke(TokenTable.hash(second))).isTrue();
        assertThat(tokens.revoke(TokenTable.hash(second))).isFalse();
        assertThat(tokens.find(second)).isEmpty();
    }
}
