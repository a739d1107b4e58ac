package dev.mcpctl.db.resource;

import static dev.mcpctl.db.Samples.ADA;
import static dev.mcpctl.db.Samples.labelled;
import static dev.mcpctl.db.Samples.project;
import static dev.mcpctl.db.Samples.secret;
import static dev.mcpctl.db.Samples.server;
import static dev.mcpctl.db.Samples.serverUsing;
import static dev.mcpctl.db.Samples.uid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Objects.requireNonNull;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.db.Database;
import dev.mcpctl.db.DatabaseUnderTest;
import dev.mcpctl.db.event.EventType;
import dev.mcpctl.db.feed.Change;
import dev.mcpctl.db.feed.ChangeOp;
import dev.mcpctl.db.feed.Written;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the store promises on either kind of database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ResourceStoreContract {
    private final DatabaseUnderTest.Kind kind;
    private DatabaseUnderTest under;
    private Database database;
    private ResourceStore store;

    protected ResourceStoreContract(DatabaseUnderTest.Kind kind) {
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
    void whatWasCreatedIsFoundAsItWasWritten() {
        Resource wanted = labelled(server("found"), Map.of("team", "platform"));
        wanted.spec().putObject("headers").put("X-Ratio", new BigDecimal("1.50"));

        Written<Resource> created = store.create(ADA, wanted);

        Resource found = store.get(ResourceKey.global("server", "found"));
        assertThat(found).isEqualTo(created.value());
        assertThat(found.spec().toString()).contains("1.50");
        assertThat(found.spec().path("command")).isEqualTo(wanted.spec().path("command"));
        assertThat(found.metadata().labels()).containsEntry("team", "platform");
        assertThat(found.metadata().generation()).isEqualTo(1);
        assertThat(found.metadata().uid()).isNotNull();
        assertThat(found.metadata().resourceVersion()).isPositive();
    }

    @Test
    void aSecondOfTheSameNameIsRefused() {
        store.create(ADA, server("twice"));

        assertThatThrownBy(() -> store.create(ADA, server("twice")))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.ALREADY_EXISTS))
                .hasMessage("servers \"twice\" already exists");
    }

    @Test
    void anUpdateMovesVersionAndGeneration() {
        Resource before = store.create(ADA, server("moved")).value();

        Resource after =
                store.update(ADA, server("moved", "second"), before.metadata().resourceVersion())
                        .value();

        assertThat(after.metadata().resourceVersion())
                .isGreaterThan(before.metadata().resourceVersion());
        assertThat(after.metadata().generation()).isEqualTo(2);
        assertThat(after.metadata().uid()).isEqualTo(before.metadata().uid());
        assertThat(after.metadata().createdAt()).isEqualTo(before.metadata().createdAt());
    }

    @Test
    void labelsMoveTheVersionAndNotTheGeneration() {
        Resource before = store.create(ADA, server("labels")).value();

        Resource after = store.overwrite(ADA, labelled(server("labels"), Map.of("a", "b"))).value();

        assertThat(after.metadata().resourceVersion())
                .isGreaterThan(before.metadata().resourceVersion());
        assertThat(after.metadata().generation()).isEqualTo(1);
    }

    @Test
    void anUpdateThatSaysTheSameWritesNothing() {
        Resource wanted = server("same");
        wanted.spec().put("number", 1e2);
        Resource before = store.create(ADA, wanted).value();
        long position = database.feed().position();

        Written<Resource> after = store.update(ADA, wanted, before.metadata().resourceVersion());

        assertThat(after.changedSomething()).isFalse();
        assertThat(after.value().metadata()).isEqualTo(before.metadata());
        assertThat(database.feed().position()).isEqualTo(position);
    }

    @Test
    @DisplayName("M-132: the second of two writers gets a conflict that names both versions")
    void theSecondOfTwoWritersGetsAConflict() {
        long version = store.create(ADA, server("contested")).value().metadata().resourceVersion();
        long second =
                store.update(ADA, server("contested", "mine"), version)
                        .value()
                        .metadata()
                        .resourceVersion();

        assertThatThrownBy(() -> store.update(ADA, server("contested", "yours"), version))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.CONFLICT))
                .hasMessageContaining(Long.toString(version))
                .hasMessageContaining(Long.toString(second));
        assertThat(store.get(ResourceKey.global("server", "contested")).spec().path("description"))
                .hasToString("\"mine\"");
    }

    @Test
    void ofManyWritersWithOneVersionExactlyOneWins() throws Exception {
        long version = store.create(ADA, server("race")).value().metadata().resourceVersion();
        List<Future<Boolean>> writers = new ArrayList<>();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                String description = "writer " + i;
                writers.add(
                        threads.submit(() -> {
                            try {
                                store.update(ADA, server("race", description), version);
                                return true;
                            } catch (Problem _) {
                                return false;
                            }
                        }));
            }
        }

        int winners = 0;
        for (Future<Boolean> writer : writers) {
            winners += writer.get() ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThatThrownBy(() -> store.overwrite(ADA, server("nosuch")))
                .hasMessage("servers \"nosuch\" not found");
        assertThatThrownBy(() -> store.get(ResourceKey.global("server", "nosuch")))
                .hasMessage("servers \"nosuch\" not found");
        assertThatThrownBy(() ->
                        store.delete(
                                ADA, ResourceKey.global("server", "nosuch"), DeleteMode.GUARDED))
                .hasMessage("servers \"nosuch\" not found");
    }

    @Test
    void pagesHoldEverythingOnceInOrder() {
        for (int i = 0; i < 7; i++) {
            store.create(ADA, labelled(server("page-" + i), Map.of("paged", "yes")));
        }
        ListQuery query = ListQuery.of("server").matching(LabelSelector.parse("paged"));

        ResourcePage first = store.list(query.page(3, null));
        ResourcePage second = store.list(query.page(3, first.continueToken()));
        ResourcePage third = store.list(query.page(3, second.continueToken()));

        assertThat(names(first)).containsExactly("page-0", "page-1", "page-2");
        assertThat(names(second)).containsExactly("page-3", "page-4", "page-5");
        assertThat(names(third)).containsExactly("page-6");
        assertThat(third.continueToken()).isNull();
        assertThat(first.position()).isEqualTo(database.feed().position());
    }

    @Test
    void aContinueTokenOfNobodyIsRefused() {
        assertThatThrownBy(() -> store.list(ListQuery.of("server").page(5, "bm9uc2Vuc2U")))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.BAD_REQUEST));
    }

    @Test
    void selectorsAreAnsweredByTheDatabaseAsByTheSelectorItself() {
        store.create(ADA, labelled(server("sel-a"), Map.of("sel", "1", "tier", "web")));
        store.create(ADA, labelled(server("sel-b"), Map.of("sel", "1", "tier", "db")));
        store.create(ADA, labelled(server("sel-c"), Map.of("sel", "1")));
        List<Resource> all = store.list(ListQuery.of("server").page(1_000, null)).items();

        for (String text :
                List.of(
                        "sel=1,tier=web",
                        "sel=1,tier!=web",
                        "sel,tier in (web,db)",
                        "sel,tier notin (web)",
                        "sel,!tier",
                        "sel,tier",
                        "sel=2")) {
            LabelSelector selector = LabelSelector.parse(text);
            assertThat(names(store.list(ListQuery.of("server").matching(selector))))
                    .as(text)
                    .isEqualTo(
                            all.stream()
                                    .filter(item -> selector.matches(item.metadata().labels()))
                                    .map(item -> item.metadata().name())
                                    .toList());
        }
        assertThat(
                        names(
                                store.list(
                                        ListQuery.of("server")
                                                .named(Set.of("sel-a", "sel-c", "nosuch")))))
                .containsExactly("sel-a", "sel-c");
        assertThat(names(store.list(ListQuery.of("server").named(Set.of())))).isEmpty();
    }

    @Test
    void aStatusMovesNoVersionAndMakesARowWithoutImages() {
        Resource before = store.create(ADA, server("observed")).value();
        long position = database.feed().position();

        Written<Boolean> written =
                store.updateStatus(
                        ADA, before.key(), uid(before), status -> status.put("state", "Running"));

        Resource after = store.get(before.key());
        assertThat(after.metadata()).isEqualTo(before.metadata());
        assertThat(after.status().path("state").asText()).isEqualTo("Running");
        assertThat(database.feed().read(position, 10))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.position()).isEqualTo(written.position());
                    assertThat(change.op()).isEqualTo(ChangeOp.STATUS);
                    assertThat(change.before()).isNull();
                    assertThat(change.after()).isNull();
                });
    }

    @Test
    void aStatusThatIsTheSameWritesNothing() {
        Resource server = store.create(ADA, server("steady")).value();
        store.updateStatus(ADA, server.key(), uid(server), status -> status.put("a", 1));
        long position = database.feed().position();

        Written<Boolean> same =
                store.updateStatus(ADA, server.key(), uid(server), status -> status.put("a", 1));
        Written<Boolean> foreign =
                store.updateStatus(
                        ADA,
                        server.key(),
                        "00000000-0000-0000-0000-000000000000",
                        status -> status.put("a", 2));

        assertThat(same.value()).isFalse();
        assertThat(foreign.value()).isFalse();
        assertThat(database.feed().position()).isEqualTo(position);
    }

    @Test
    void anUpdateKeepsTheStatus() {
        Resource server = store.create(ADA, server("kept-status")).value();
        store.updateStatus(ADA, server.key(), uid(server), status -> status.put("a", 1));

        store.overwrite(ADA, server("kept-status", "second"));
        store.apply(ADA, List.of(server("kept-status", "third")), ApplyMode.WRITE);

        assertThat(store.get(server.key()).status().path("a").asInt()).isEqualTo(1);
    }

    @Test
    @DisplayName("M-053: a secret in use is not deleted, unless it is forced")
    void aSecretInUseIsNotDeletedUnlessForced() {
        store.create(ADA, secret("held", Map.of("K", "v")));
        store.create(ADA, serverUsing("holder-1", "held"));
        store.create(ADA, serverUsing("holder-2", "held"));
        store.create(ADA, server("bystander", "held")); // the word alone is no reference
        ResourceKey key = ResourceKey.global("secret", "held");

        assertThatThrownBy(() -> store.delete(ADA, key, DeleteMode.GUARDED))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.IN_USE))
                .hasMessageContaining("server/holder-1, server/holder-2")
                .hasMessageNotContaining("bystander");
        assertThat(store.find(key)).isPresent();

        store.delete(ADA, key, DeleteMode.FORCED);

        assertThat(store.find(key)).isEmpty();
        assertThat(store.find(ResourceKey.global("server", "holder-1"))).isPresent();
    }

    @Test
    void aServerThatGoesIsDetachedInTheSameTransaction() {
        store.create(ADA, server("leaving"));
        store.create(ADA, server("staying"));
        store.create(ADA, project("team-a", "leaving", "staying"));
        store.create(ADA, project("team-b", "staying"));
        database.events()
                .record(ResourceKey.global("server", "leaving"), EventType.NORMAL, "Made", "");
        long position = database.feed().position();

        Deletion deletion =
                store.delete(ADA, ResourceKey.global("server", "leaving"), DeleteMode.GUARDED)
                        .value();

        assertThat(deletion.detached()).containsExactly(ResourceKey.global("project", "team-a"));
        assertThat(
                        store.get(ResourceKey.global("project", "team-a"))
                                .spec()
                                .path("servers")
                                .toString())
                .isEqualTo("[\"staying\"]");
        List<Change> changes = database.feed().read(position, 10);
        assertThat(changes)
                .extracting(change -> change.op() + " " + change.key())
                .containsExactly("UPDATE project/team-a", "DELETE server/leaving");
        assertThat(requireNonNull(changes.getLast().before()).metadata().name())
                .isEqualTo("leaving");
        assertThat(changes.getLast().after()).isNull();
        assertThat(database.events().of(ResourceKey.global("server", "leaving"))).isEmpty();
    }

    @Test
    void textThatPostgresCannotKeepIsTheCallersFault() {
        assertThatThrownBy(() -> store.create(ADA, server("nul", "a\0b")))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.BAD_REQUEST));
    }

    @Test
    @DisplayName("M-002: a restart loses no resource")
    void aRestartLosesNothing() {
        Resource before = store.create(ADA, server("durable")).value();
        var installation = database.installation();

        database = under.reopen();
        store = database.resources();

        assertThat(store.get(before.key())).isEqualTo(before);
        assertThat(database.installation()).isEqualTo(installation);
        assertThat(database.kind()).isEqualTo(kind.name().toLowerCase(Locale.ROOT));
        assertThat(database.isReachable()).isTrue();
    }

    private static List<String> names(ResourcePage page) {
        return page.items().stream().map(item -> item.metadata().name()).toList();
    }
}
