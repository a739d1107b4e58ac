package dev.mcpctl.db.resource;

import static dev.mcpctl.db.Samples.ADA;
import static dev.mcpctl.db.Samples.labelled;
import static dev.mcpctl.db.Samples.project;
import static dev.mcpctl.db.Samples.secret;
import static dev.mcpctl.db.Samples.server;
import static dev.mcpctl.db.Samples.serverUsing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Objects.requireNonNull;

import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.db.Database;
import dev.mcpctl.db.DatabaseUnderTest;
import dev.mcpctl.db.feed.Change;
import dev.mcpctl.db.feed.Written;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code apply} promises on either kind of database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ApplyContract {
    private final DatabaseUnderTest.Kind kind;
    private DatabaseUnderTest under;
    private Database database;
    private ResourceStore store;

    protected ApplyContract(DatabaseUnderTest.Kind kind) {
        this.kind = kind;
    }

    @BeforeAll
    void open() {
        under = DatabaseUnderTest.fresh(kind);
        database = under.database();
        store = database.resources();
    }

    @AfterAll
    void close() {
        under.close();
    }

    @Test
    void eachResourceGetsItsOwnAnswerInTheOrderGiven() {
        apply(server("answers-old"), server("answers-same"));

        Written<List<Applied>> written =
                apply(
                        project("answers-team", "answers-new"),
                        server("answers-same"),
                        server("answers-new"),
                        server("answers-old", "changed"));

        assertThat(written.value())
                .extracting(applied -> applied.resource().key() + " " + applied.outcome().label())
                .containsExactly(
                        "project/answers-team created",
                        "server/answers-same unchanged",
                        "server/answers-new created",
                        "server/answers-old configured");
        assertThat(written.value())
                .allSatisfy(applied ->
                        assertThat(store.get(applied.resource().key()))
                                .isEqualTo(applied.resource()));
    }

    @Test
    void theFeedSaysWhatChangedFromWhatToWhat() {
        apply(labelled(server("told", "one"), Map.of("a", "1")));
        long position = database.feed().position();

        long last =
                apply(project("told-team", "told"), labelled(server("told", "two"), Map.of()))
                        .position();

        List<Change> changes = database.feed().read(position, 10);
        assertThat(changes)
                .extracting(change -> change.op() + " " + change.key())
                .containsExactly("UPDATE server/told", "CREATE project/told-team");
        Change update = changes.getFirst();
        Resource before = requireNonNull(update.before());
        Resource after = requireNonNull(update.after());
        assertThat(before.spec().path("description").asText()).isEqualTo("one");
        assertThat(before.metadata().labels()).containsEntry("a", "1");
        assertThat(before.metadata().generation()).isEqualTo(1);
        assertThat(after.spec().path("description").asText()).isEqualTo("two");
        assertThat(after.metadata())
                .isEqualTo(store.get(ResourceKey.global("server", "told")).metadata());
        assertThat(update.author()).isEqualTo(ADA);
        assertThat(changes.getLast().position()).isEqualTo(last);
    }

    @Test
    @DisplayName("M-126: what is applied again as it was read moves nothing")
    void whatIsAppliedAgainAsItWasReadMovesNothing() {
        Resource odd = server("again");
        odd.spec().put("exponent", 1e3).put("unicode", "žluťoučký 🐎");
        odd.spec().putObject("empty");
        List<Applied> first =
                store.apply(ADA, List.of(odd, secret("again", Map.of("K", "v"))), ApplyMode.WRITE)
                        .value();
        long position = database.feed().position();
        List<Resource> asRead =
                first.stream().map(applied -> store.get(applied.resource().key())).toList();

        Written<List<Applied>> second = store.apply(ADA, asRead, ApplyMode.WRITE);

        assertThat(second.changedSomething()).isFalse();
        assertThat(second.value())
                .extracting(Applied::outcome)
                .containsOnly(Applied.Outcome.UNCHANGED);
        assertThat(asRead)
                .allSatisfy(before -> assertThat(store.get(before.key())).isEqualTo(before));
        assertThat(database.feed().position()).isEqualTo(position);
    }

    @Test
    void labelsAloneAreAChangeThatKeepsTheGeneration() {
        long before =
                apply(server("labelled"))
                        .value()
                        .getFirst()
                        .resource()
                        .metadata()
                        .resourceVersion();

        Applied after = apply(labelled(server("labelled"), Map.of("x", "y"))).value().getFirst();

        assertThat(after.outcome()).isEqualTo(Applied.Outcome.CONFIGURED);
        assertThat(after.resource().metadata().generation()).isEqualTo(1);
        assertThat(after.resource().metadata().resourceVersion()).isGreaterThan(before);
    }

    @Test
    void onAnyProblemNothingIsWritten() {
        long position = database.feed().position();
        Map<String, String> unknown = new LinkedHashMap<>();
        unknown.put("KNOWN", "v");
        unknown.put("UNKNOWN", null);

        assertThatThrownBy(() ->
                        apply(
                                serverUsing("atomic", "atomic"),
                                secret("atomic", unknown),
                                secret("atomic-2", Collections.singletonMap("A", null))))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.type()).isEqualTo(ProblemType.INVALID);
                            assertThat(problem.faults())
                                    .containsExactly(
                                            new Fault(
                                                    "/1/spec/data/UNKNOWN",
                                                    "no value is stored for UNKNOWN"),
                                            new Fault(
                                                    "/2/spec/data/A", "no value is stored for A"));
                        });
        assertThatThrownBy(() -> apply(server("atomic"), server("atomic-nul", "a\0b")))
                .isInstanceOf(Problem.class);

        assertThat(store.find(ResourceKey.global("server", "atomic"))).isEmpty();
        assertThat(store.find(ResourceKey.global("secret", "atomic"))).isEmpty();
        assertThat(database.feed().position()).isEqualTo(position);
    }

    @Test
    void aKeyThatIsGivenTwiceIsRefused() {
        assertThatThrownBy(() -> apply(server("double"), server("double")))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem ->
                                assertThat(problem.faults())
                                        .extracting(Fault::pointer)
                                        .containsExactly("/1/metadata/name"));
    }

    @Test
    void aDryRunAnswersTheSameAndKeepsNothing() {
        apply(server("dry-old"));
        Resource before = store.get(ResourceKey.global("server", "dry-old"));
        long position = database.feed().position();

        Written<List<Applied>> dry =
                store.apply(
                        ADA,
                        List.of(server("dry-old", "new"), server("dry-new")),
                        ApplyMode.DRY_RUN);

        assertThat(dry.position()).isZero();
        assertThat(dry.value())
                .extracting(applied -> applied.outcome().label())
                .containsExactly("configured", "created");
        assertThat(store.get(before.key())).isEqualTo(before);
        assertThat(store.find(ResourceKey.global("server", "dry-new"))).isEmpty();
        assertThat(database.feed().position()).isEqualTo(position);
    }

    @Test
    void nothingIsAnAnswerToNothing() {
        assertThat(apply().value()).isEmpty();
    }

    @Test
    void aThousandServersAreOneQuickTransaction() {
        List<Resource> thousand = thousand("first");
        store.apply(ADA, thousand("warm"), ApplyMode.WRITE);

        Duration changed = timed(() -> store.apply(ADA, thousand, ApplyMode.WRITE));
        Duration unchanged = timed(() -> store.apply(ADA, thousand, ApplyMode.WRITE));

        System.out.printf(
                "1,000 servers on %s: changed %d ms, unchanged %d ms%n",
                kind, changed.toMillis(), unchanged.toMillis());
        assertThat(changed).isLessThan(Duration.ofSeconds(2)); // a bound for a busy machine
        assertThat(unchanged).isLessThan(Duration.ofSeconds(2));
    }

    private static List<Resource> thousand(String description) {
        List<Resource> thousand = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            thousand.add(server("many-" + i, description));
        }
        return thousand;
    }

    private static Duration timed(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private Written<List<Applied>> apply(Resource... resources) {
        return store.apply(ADA, List.of(resources), ApplyMode.WRITE);
    }
}
