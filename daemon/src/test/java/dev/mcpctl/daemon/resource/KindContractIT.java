package dev.mcpctl.daemon.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Scope;
import dev.mcpctl.api.resource.Storage;
import dev.mcpctl.api.resource.Verb;
import dev.mcpctl.db.feed.Author;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Every kind keeps the promises of every verb that it declares, and refuses the others. */
@Tag("M-004")
final class KindContractIT {
    /** What is there before: everything that an example refers to. */
    private static final String[] SURROUNDINGS = {
        "{'kind':'secret','metadata':{'name':'keys'},'spec':{'data':{'K':'v'}}}",
        "{'kind':'server','metadata':{'name':'base'},'spec':{'command':'true','replicas':0}}",
        "{'kind':'project','metadata':{'name':'home'},'spec':{'proxyModel':'passthrough'}}",
    };

    /** A valid spec of each kind that people write, and another. */
    private static final Map<String, List<String>> SPECS =
            Map.of(
                    "secret", List.of("{'data':{'A':'1'}}", "{'data':{'A':'1','B':'2'}}"),
                    "template",
                            List.of(
                                    "{'image':'a/b:1','requiredEnv':[{'name':'A','secret':true}]}",
                                    "{'transport':'SSE','env':[{'name':'A','value':'b'}]}"),
                    "server",
                            List.of(
                                    "{'command':'true','replicas':0,'envFrom':[{'secretRef':{'name':'keys'}}]}",
                                    "{'command':'true','replicas':0,'description':'changed'}"),
                    "project",
                            List.of(
                                    "{'servers':['base'],'proxyModel':'passthrough'}",
                                    "{'servers':[],'proxyModel':'passthrough'}"),
                    "serverattachment", List.of("{'server':'base'}", "{'server':'other'}"));

    private static TestDaemon daemon;

    static Stream<ResourceKind<?>> kinds() {
        return Kinds.ALL.stream();
    }

    static Stream<ResourceKind<?>> writtenKinds() {
        return kinds().filter(kind -> kind.verbs().contains(Verb.CREATE));
    }

    static Stream<ResourceKind<?>> exportedKinds() {
        return kinds().filter(ResourceKind::isInBackup);
    }

    @BeforeAll
    static void start() throws Exception {
        daemon = TestDaemon.start();
        assertThat(daemon.apply(SURROUNDINGS).status()).isEqualTo(200);
        daemon.apply(
                "{'kind':'server','metadata':{'name':'other'},'spec':{'command':'true','replicas':0}}");
    }

    /** Of whatever kind. */
    @AfterEach
    void removeIt() {
        for (ResourceKind<?> kind : Kinds.ALL) {
            if (daemon.get(path(kind)).status() == 200) {
                remove(kind);
            }
        }
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatWasMadeIsReadListedAndDescribed(ResourceKind<?> kind) {
        make(kind);

        JsonNode one = daemon.get(path(kind)).json();
        JsonNode list = daemon.get("/" + kind.plural()).json();
        JsonNode table = daemon.get("/" + kind.plural() + "?as=table&wide=true").json();
        TestDaemon.Answer description = daemon.get(path(kind) + "?as=description");

        assertThat(one.path("kind").asText()).isEqualTo(kind.name());
        assertThat(one.path("metadata").path("name").asText()).isEqualTo("it");
        assertThat(names(list.path("items"))).contains("it");
        assertThat(table.path("columns").size()).isEqualTo(kind.columns(true).size());
        for (JsonNode row : table.path("rows")) {
            assertThat(row.path("cells").size()).isEqualTo(table.path("columns").size());
        }
        assertThat(description.status()).isEqualTo(200);
        assertThat(description.text()).startsWith("Name:").contains("it").contains("Events:");
    }

    @ParameterizedTest
    @MethodSource("writtenKinds")
    void whatIsAppliedAgainIsUnchangedAndKeepsItsVersion(ResourceKind<?> kind) {
        String document = document(kind, 0);
        JsonNode first = daemon.apply(document).json();
        String version = version(kind);

        JsonNode second = daemon.apply(document).json();

        assertThat(outcome(first)).isEqualTo("created");
        assertThat(outcome(second)).isEqualTo("unchanged");
        assertThat(version(kind)).isEqualTo(version);
    }

    @ParameterizedTest
    @MethodSource("writtenKinds")
    void anotherSpecIsConfigured(ResourceKind<?> kind) {
        daemon.apply(document(kind, 0));

        JsonNode answer = daemon.apply(document(kind, 1)).json();

        assertThat(outcome(answer)).isEqualTo("configured");
    }

    @ParameterizedTest
    @MethodSource("writtenKinds")
    void aSecondOfTheSameNameIsRefused(ResourceKind<?> kind) {
        make(kind);

        TestDaemon.Answer answer = daemon.post(collection(kind), body(kind, 0));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("type").asText())
                .isEqualTo("urn:mcpctl:problem:already-exists");
    }

    @ParameterizedTest
    @MethodSource("writtenKinds")
    @Tag("M-132")
    void theSecondOfTwoWritersOfOneVersionGetsAConflict(ResourceKind<?> kind) {
        make(kind);
        String read = daemon.get(path(kind)).etag();

        TestDaemon.Answer first = daemon.put(path(kind), read, body(kind, 1));
        TestDaemon.Answer second = daemon.put(path(kind), read, body(kind, 0));

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.etag()).isNotEqualTo(read);
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.json().path("title").asText()).isEqualTo("Conflict");
    }

    @ParameterizedTest
    @MethodSource("writtenKinds")
    void aReplacementThatDoesNotSayOfWhatIsRefused(ResourceKind<?> kind) {
        make(kind);

        TestDaemon.Answer blind = daemon.put(path(kind), "", body(kind, 1));
        TestDaemon.Answer forced = daemon.put(path(kind) + "?force=true", "", body(kind, 1));

        assertThat(blind.status()).isEqualTo(400);
        assertThat(forced.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aWatcherSeesItComeAndGo(ResourceKind<?> kind) {
        try (EventReader events =
                daemon.events("/" + kind.plural() + "?watch=true&position=" + position())) {
            make(kind);
            remove(kind);

            assertThat(events.next().summary()).isEqualTo("ADDED " + kind.name() + "/it");
            assertThat(events.next().summary()).isEqualTo("DELETED " + kind.name() + "/it");
        }
    }

    @ParameterizedTest
    @MethodSource("exportedKinds")
    @Tag("M-126")
    void whatIsExportedIsUnchangedWhenApplied(ResourceKind<?> kind) {
        make(kind);
        JsonNode before = daemon.get("/all").json().path("items");
        ObjectNode body = JsonCodec.object();
        body.set("resources", before);

        JsonNode answer = daemon.post("/apply", JsonCodec.text(body)).json();

        assertThat(names(before)).contains("it");
        assertThat(answer.path("results"))
                .allSatisfy(result ->
                        assertThat(result.path("outcome").asText()).isEqualTo("unchanged"));
        assertThat(daemon.get("/all").json().path("items")).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("writtenKinds")
    void whatIsDeletedIsGone(ResourceKind<?> kind) {
        make(kind);

        TestDaemon.Answer deleted = daemon.delete(path(kind));

        assertThat(deleted.json().path("deleted").path("name").asText()).isEqualTo("it");
        assertThat(daemon.get(path(kind)).status()).isEqualTo(404);
        assertThat(daemon.delete(path(kind)).status()).isEqualTo(404);
        assertThat(daemon.delete(path(kind) + "?ignoreNotFound=true").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @Tag("M-085")
    void whatNobodyMayWriteIsRefusedWithTheReason(ResourceKind<?> kind) {
        if (kind.verbs().contains(Verb.CREATE)) {
            return;
        }
        make(kind);

        List<TestDaemon.Answer> answers = new ArrayList<>();
        answers.add(daemon.post(collection(kind), "{}"));
        answers.add(daemon.put(path(kind), "\"1\"", "{}"));
        answers.add(daemon.patch(path(kind), "application/merge-patch+json", "{}"));

        assertThat(answers)
                .allSatisfy(answer -> {
                    assertThat(answer.status()).isEqualTo(405);
                    assertThat(answer.json().path("detail").asText()).contains("immutable");
                });
    }

    private void make(ResourceKind<?> kind) {
        if (kind.storage() == Storage.OWN_TABLE) {
            JsonNode server = daemon.get("/servers/base").json();
            String uid = server.path("metadata").path("uid").asText();
            daemon.feed()
                    .awaitPassed(
                            daemon.database()
                                    .instances()
                                    .create(
                                            Author.of("system:test"),
                                            "it",
                                            "base",
                                            uid,
                                            1,
                                            "node",
                                            "process")
                                    .position());
        } else {
            assertThat(daemon.post(collection(kind), body(kind, 0)).status()).isEqualTo(201);
        }
    }

    private void remove(ResourceKind<?> kind) {
        if (kind.storage() == Storage.OWN_TABLE) {
            daemon.feed()
                    .awaitPassed(
                            daemon.database()
                                    .instances()
                                    .delete(Author.of("system:test"), "it")
                                    .position());
        } else {
            daemon.delete(path(kind));
        }
    }

    private static String document(ResourceKind<?> kind, int variant) {
        String project = kind.scope() == Scope.PROJECT ? ",'project':'home'" : "";
        return "{'kind':'"
                + kind.name()
                + "','metadata':{'name':'it'"
                + project
                + "},'spec':"
                + Objects.requireNonNull(SPECS.get(kind.name())).get(variant)
                + "}";
    }

    private static String body(ResourceKind<?> kind, int variant) {
        return JsonCodec.text(TestDaemon.object(document(kind, variant)));
    }

    private static String collection(ResourceKind<?> kind) {
        return kind.scope() == Scope.PROJECT
                ? "/projects/home/" + kind.plural()
                : "/" + kind.plural();
    }

    private static String path(ResourceKind<?> kind) {
        return collection(kind) + "/it";
    }

    private long position() {
        return daemon.get("/all").json().path("metadata").path("position").asLong();
    }

    private String version(ResourceKind<?> kind) {
        return daemon.get(path(kind)).json().path("metadata").path("resourceVersion").asText();
    }

    private static String outcome(JsonNode answer) {
        return answer.path("results").path(0).path("outcome").asText();
    }

    private static List<String> names(JsonNode items) {
        List<String> names = new ArrayList<>();
        items.forEach(item -> names.add(item.path("metadata").path("name").asText()));
        return names;
    }
}
