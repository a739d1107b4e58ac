package dev.mcpctl.daemon.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.server.ServerSource;
import dev.mcpctl.api.server.ServerSpec;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

final class ApplyIT {
    private static TestDaemon daemon;

    @BeforeAll
    static void start() throws Exception {
        daemon = TestDaemon.start();
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @Test
    @Tag("M-124")
    void everyFaultIsNamedAndNothingIsWritten() {
        long before = position();

        TestDaemon.Answer answer =
                daemon.apply(
                        "{'kind':'secret','metadata':{'name':'f'},'spec':{'data':{'A':null}}}",
                        "{'kind':'sever','metadata':{'name':'f'},'spec':{}}",
                        "{'kind':'server','metadata':{'name':'F_1'},'spec':{'command':'x','replica':1}}",
                        "{'kind':'server','metadata':{'name':'f'},'spec':{'command':'x','envFrom':[{'secretRef':{'name':'nope'}}]}}",
                        "{'kind':'server','metadata':{'name':'f'},'spec':{'command':'x'}}",
                        "{'kind':'project','metadata':{'name':'f'},'spec':{'servers':['f','nope']}}",
                        "{'kind':'serverattachment','metadata':{'name':'g','project':'f'},'spec':{'server':'gone'}}",
                        "{'kind':'serverattachment','metadata':{'name':'g','project':'nope'},'spec':{'server':'f'}}",
                        "{'kind':'server','metadata':{'name':'ok'},'spec':{'command':'x','replicas':'2'}}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(faults(answer))
                .containsExactly(
                        entry(
                                "/resources/0/spec/data/A",
                                "no value is given, and none is stored for key \"A\""),
                        entry(
                                "/resources/1/kind",
                                "there is no kind \"sever\"; did you mean \"servers\"?"),
                        entry(
                                "/resources/2/metadata/name",
                                "\"F_1\" is not a name: expected lower-case letters, digits and '-', at most 63 of them, beginning and ending with a letter or digit"),
                        entry(
                                "/resources/2/spec/replica",
                                "unknown field \"replica\"; did you mean \"replicas\"?"),
                        entry(
                                "/resources/3/spec/envFrom/0/secretRef/name",
                                "secrets \"nope\" not found"),
                        entry("/resources/4/metadata/name", "server \"f\" is given twice"),
                        entry("/resources/5/spec/servers/1", "servers \"nope\" not found"),
                        entry("/resources/6/spec/server", "servers \"gone\" not found"),
                        entry("/resources/7/metadata/project", "projects \"nope\" not found"),
                        entry(
                                "/resources/8/spec/replicas",
                                "expected a whole number, got the text \"2\""));
        assertThat(position()).isEqualTo(before);
    }

    @Test
    void whatWillNeverRunHereIsRefusedWhereItIsWritten() {
        daemon.instances().refusal =
                spec ->
                        spec instanceof ServerSpec server
                                        && server.source() instanceof ServerSource.NpmPackage
                                ? Optional.of(new Fault("/spec/runtime", "not here"))
                                : Optional.empty();
        String server =
                "'metadata':{'name':'n'},'spec':{'package':{'name':'a'},'runtime':'docker'}";
        try {
            TestDaemon.Answer applied = daemon.apply("{'kind':'server'," + server + "}");
            TestDaemon.Answer created =
                    daemon.post("/servers", TestDaemon.object("{" + server + "}").toString());

            assertThat(faults(applied))
                    .containsExactly(entry("/resources/0/spec/runtime", "not here"));
            assertThat(created.status()).isEqualTo(422);
            assertThat(faults(created)).containsExactly(entry("/spec/runtime", "not here"));
            assertThat(daemon.get("/servers/n").status()).isEqualTo(404);
        } finally {
            daemon.instances().refusal = _ -> Optional.empty();
        }
    }

    @Test
    @Tag("M-121")
    void orderInTheManifestDoesNotMatterAndAttachmentsFoldIntoTheirProject() {
        TestDaemon.Answer answer =
                daemon.apply(
                        "{'kind':'serverattachment','metadata':{'name':'zz','project':'o'},'spec':{'server':'o2'}}",
                        "{'kind':'project','metadata':{'name':'o'},'spec':{'servers':['o1'],'proxyModel':'content-pipeline'}}",
                        "{'kind':'server','metadata':{'name':'o1'},'spec':{'command':'x','replicas':0,'envFrom':[{'secretRef':{'name':'o'}}]}}",
                        "{'kind':'server','metadata':{'name':'o2'},'spec':{'command':'x','replicas':0}}",
                        "{'kind':'secret','metadata':{'name':'o'},'spec':{'data':{'A':'v'}}}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("results").findValuesAsText("kind"))
                .containsExactly("secret", "server", "server", "project", "serverattachment");
        assertThat(servers("o")).isEqualTo("[\"o1\",{\"alias\":\"zz\",\"server\":\"o2\"}]");
        assertThat(answer.json().path("notices").path(0).asText()).startsWith("project/o: ");
    }

    @Test
    @Tag("M-120")
    void anAttachmentAloneChangesItsStoredProjectAndAProjectWithoutServersKeepsThem() {
        daemon.apply(
                "{'kind':'server','metadata':{'name':'k1'},'spec':{'command':'x','replicas':0}}",
                "{'kind':'server','metadata':{'name':'k2'},'spec':{'command':'x','replicas':0}}",
                "{'kind':'project','metadata':{'name':'k','labels':{'a':'b'}},'spec':{'servers':['k1']}}");

        daemon.apply(
                "{'kind':'serverattachment','metadata':{'name':'k2','project':'k'},'spec':{'server':'k2'}}");
        daemon.apply("{'kind':'project','metadata':{'name':'k'},'spec':{'description':'new'}}");

        JsonNode project = daemon.get("/projects/k").json();
        assertThat(servers("k")).isEqualTo("[\"k1\",\"k2\"]");
        assertThat(project.path("spec").path("description").asText()).isEqualTo("new");
    }

    @Test
    void twoServersUnderOneAliasAreRefusedWhereTheSecondStands() {
        TestDaemon.Answer answer =
                daemon.apply(
                        "{'kind':'server','metadata':{'name':'d1'},'spec':{'command':'x','replicas':0}}",
                        "{'kind':'server','metadata':{'name':'d2'},'spec':{'command':'x','replicas':0}}",
                        "{'kind':'project','metadata':{'name':'d'},'spec':{'servers':[{'server':'d1','alias':'one'}]}}",
                        "{'kind':'serverattachment','metadata':{'name':'one','project':'d'},'spec':{'server':'d2'}}");

        assertThat(faults(answer)).containsOnlyKeys("/resources/3/metadata/name");
    }

    @Test
    void aSecondServerInAProjectWithPlainNamesIsRefused() {
        daemon.apply(
                "{'kind':'server','metadata':{'name':'n1'},'spec':{'command':'x','replicas':0}}",
                "{'kind':'server','metadata':{'name':'n2'},'spec':{'command':'x','replicas':0}}",
                "{'kind':'project','metadata':{'name':'n'},'spec':{'servers':['n1'],'toolNames':'none'}}");

        TestDaemon.Answer applied =
                daemon.apply(
                        "{'kind':'serverattachment','metadata':{'name':'n2','project':'n'},'spec':{'server':'n2'}}");
        TestDaemon.Answer posted =
                daemon.post(
                        "/projects/n/serverattachments",
                        "{\"metadata\":{\"name\":\"n2\"},\"spec\":{\"server\":\"n2\"}}");

        assertThat(applied.status()).isEqualTo(422);
        assertThat(posted.status()).isEqualTo(422);
        assertThat(servers("n")).isEqualTo("[\"n1\"]");
    }

    @Test
    @Tag("M-125")
    void takingOneServerOutAndPuttingAnotherInDetachesAndAttaches() {
        daemon.apply(
                "{'kind':'server','metadata':{'name':'e1'},'spec':{'command':'x','replicas':0}}",
                "{'kind':'server','metadata':{'name':'e2'},'spec':{'command':'x','replicas':0}}",
                "{'kind':'project','metadata':{'name':'e'},'spec':{'servers':['e1']}}");
        String untouched = daemon.get("/servers/e1").etag();

        JsonNode answer =
                daemon.apply("{'kind':'project','metadata':{'name':'e'},'spec':{'servers':['e2']}}")
                        .json();

        assertThat(answer.path("results").path(0).path("outcome").asText()).isEqualTo("configured");
        assertThat(daemon.get("/serverattachments?project=e").json().path("items"))
                .hasSize(1)
                .allSatisfy(item ->
                        assertThat(item.path("spec").path("server").asText()).isEqualTo("e2"));
        assertThat(daemon.get("/servers/e1").etag()).isEqualTo(untouched);
    }

    @Test
    void aDryRunAnswersAsTheRealOneAndWritesNothing() {
        long before = position();

        TestDaemon.Answer answer =
                daemon.post(
                        "/apply?dryRun=true",
                        "{\"resources\":[{\"kind\":\"server\",\"metadata\":{\"name\":\"dry\"},\"spec\":{\"command\":\"x\"}}]}");

        assertThat(answer.json().path("results").path(0).path("outcome").asText())
                .isEqualTo("created");
        assertThat(daemon.get("/servers/dry").status()).isEqualTo(404);
        assertThat(position()).isEqualTo(before);
    }

    @Test
    void aDocumentOfAnOlderVersionIsAConflict() {
        daemon.apply(
                "{'kind':'server','metadata':{'name':'v'},'spec':{'command':'x','replicas':0}}");

        TestDaemon.Answer answer =
                daemon.apply(
                        "{'kind':'server','metadata':{'name':'v','resourceVersion':'1'},'spec':{'command':'y','replicas':0}}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("title").asText()).isEqualTo("Conflict");
    }

    @Test
    @Tag("M-128")
    void anExportedSecretLeavesTheStoredValueAlone() {
        daemon.apply("{'kind':'secret','metadata':{'name':'s'},'spec':{'data':{'A':'hidden'}}}");

        JsonNode exported = daemon.get("/secrets/s").json().path("spec").path("data");
        TestDaemon.Answer again =
                daemon.apply(
                        "{'kind':'secret','metadata':{'name':'s'},'spec':{'data':{'A':null}}}");

        assertThat(exported.path("A").isNull()).isTrue();
        assertThat(again.json().path("results").path(0).path("outcome").asText())
                .isEqualTo("unchanged");
        assertThat(daemon.get("/secrets/s?as=description").text()).doesNotContain("hidden");
        assertThat(daemon.get("/secrets/s?as=description&showValues=true").text())
                .contains("hidden");
    }

    @Test
    @Tag("M-053")
    void aSecretInUseStaysUnlessForced() {
        daemon.apply(
                "{'kind':'secret','metadata':{'name':'u'},'spec':{'data':{'A':'v'}}}",
                "{'kind':'server','metadata':{'name':'u'},'spec':{'command':'x','replicas':0,'envFrom':[{'secretRef':{'name':'u'}}]}}");

        TestDaemon.Answer refused = daemon.delete("/secrets/u");
        TestDaemon.Answer forced = daemon.delete("/secrets/u?force=true");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("detail").asText()).contains("server/u");
        assertThat(forced.status()).isEqualTo(200);
    }

    @Test
    void aDeletedServerIsDetachedFromItsProjects() {
        daemon.apply(
                "{'kind':'server','metadata':{'name':'x1'},'spec':{'command':'x','replicas':0}}",
                "{'kind':'project','metadata':{'name':'x'},'spec':{'servers':['x1']}}");

        JsonNode answer = daemon.delete("/servers/x1").json();

        assertThat(answer.path("detached").path(0).path("name").asText()).isEqualTo("x");
        assertThat(servers("x")).isEqualTo("[]");
    }

    @Test
    void detachingWhatIsNotAttachedNamesTheProject() {
        daemon.apply("{'kind':'project','metadata':{'name':'bare'},'spec':{}}");

        assertThat(daemon.delete("/projects/bare/serverattachments/x1").json().path("detail"))
                .hasToString("\"server \\\"x1\\\" is not attached to project \\\"bare\\\"\"");
        assertThat(daemon.delete("/projects/none/serverattachments/x1").json().path("detail"))
                .hasToString("\"projects \\\"none\\\" not found\"");
    }

    @Test
    void aBodyThatIsTooLargeIsSaidToBe() {
        TestDaemon.Answer answer = daemon.post("/apply", " ".repeat(20 * 1024 * 1024));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("detail").asText()).contains("16 MiB");
    }

    private static String servers(String project) {
        return daemon.get("/projects/" + project).json().path("spec").path("servers").toString();
    }

    private static long position() {
        return daemon.get("/all").json().path("metadata").path("position").asLong();
    }

    private static Map<String, String> faults(TestDaemon.Answer answer) {
        Map<String, String> faults = new LinkedHashMap<>();
        answer.json()
                .path("errors")
                .forEach(error ->
                        faults.put(error.path("pointer").asText(), error.path("detail").asText()));
        return faults;
    }
}
