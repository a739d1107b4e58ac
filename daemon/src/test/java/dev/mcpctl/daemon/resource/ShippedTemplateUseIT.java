package dev.mcpctl.daemon.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Servers that are made from templates. None of them runs: they have no replicas. */
final class ShippedTemplateUseIT {
    private static final String SECRET =
            "{'kind':'secret','metadata':{'name':'creds'},"
                    + "'spec':{'data':{'GRAFANA_URL':'http://g','GRAFANA_SERVICE_ACCOUNT_TOKEN':'t'}}}";
    private static final String SERVER =
            "{'kind':'server','metadata':{'name':'mine'},'spec':{'fromTemplate':'grafana',"
                    + "'replicas':0,'envFrom':[{'secretRef':{'name':'creds'}}]}}";
    private static final String MOVED_ON =
            "{'kind':'template','metadata':{'name':'grafana'},'spec':{'image':'own/grafana:1'}}";

    private TestDaemon daemon;

    @BeforeEach
    void start() throws Exception {
        daemon = TestDaemon.start();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private String described() {
        return daemon.get("/servers/mine?as=description").text();
    }

    private String outcome(TestDaemon.Answer answer, int document) {
        return answer.json().path("results").path(document).path("outcome").asText();
    }

    private String image() {
        String table = daemon.get("/servers/mine?as=table").json().path("rows").toString();
        return table.contains("own/grafana:1") ? "own/grafana:1" : table;
    }

    @Test
    @Tag("M-058")
    @DisplayName(
            "M-058, M-060: what the template says holds, and describe shows where it came from")
    void whatTheTemplateSaysHolds() {
        TestDaemon.Answer applied = daemon.apply(SECRET, SERVER);

        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        assertThat(image()).contains("grafana/mcp-grafana:latest").contains("Grafana MCP server");
        assertThat(described())
                .contains("Template:\n  Name:         grafana\n  Generation:   0\n")
                .contains("  State:        up to date\n")
                .contains("  Image:        grafana/mcp-grafana:latest\n");
    }

    @Test
    @Tag("M-061")
    void whatIsMissingIsNamed() {
        TestDaemon.Answer applied =
                daemon.apply(
                        SECRET.replace("'GRAFANA_SERVICE_ACCOUNT_TOKEN':'t'", "'OTHER':'x'"),
                        SERVER);

        assertThat(applied.status()).isEqualTo(422);
        assertThat(applied.json().path("errors").path(0).path("detail").asText())
                .isEqualTo(
                        "template \"grafana\" needs GRAFANA_SERVICE_ACCOUNT_TOKEN, given by env,"
                                + " or by a secret in envFrom");
        assertThat(daemon.get("/servers/mine").status()).isEqualTo(404);
    }

    @Test
    void aSecretThatIsNotThereIsSaidInsteadOfItsKeys() {
        TestDaemon.Answer applied = daemon.apply(SERVER);

        assertThat(applied.status()).isEqualTo(422);
        assertThat(applied.json().path("errors")).hasSize(1);
        assertThat(applied.json().path("errors").path(0).path("detail").asText())
                .isEqualTo("secrets \"creds\" not found");
    }

    @Test
    @Tag("M-062")
    void aTemplateThatMovesOnLeavesItsServersAlone() {
        daemon.apply(SECRET, SERVER);
        String version =
                daemon.get("/servers/mine").json().at("/metadata/resourceVersion").asText();

        daemon.apply(MOVED_ON);

        TestDaemon.Answer again = daemon.apply(SERVER);
        assertThat(outcome(again, 0)).isEqualTo("unchanged");
        assertThat(daemon.get("/servers/mine").json().at("/metadata/resourceVersion").asText())
                .isEqualTo(version);
        assertThat(image()).contains("grafana/mcp-grafana:latest");
        assertThat(described()).contains("the template has moved on (generation 1)");
    }

    @Test
    void theTemplateIsTakenAgainWhenTheServersOwnSpecChanges() {
        daemon.apply(SECRET, SERVER);
        daemon.apply(MOVED_ON);

        TestDaemon.Answer changed =
                daemon.apply(SERVER.replace("'replicas':0", "'replicas':0,'description':'ours'"));

        assertThat(outcome(changed, 0)).isEqualTo("configured");
        assertThat(image()).isEqualTo("own/grafana:1");
        assertThat(described()).contains("  State:       up to date\n");
    }

    @Test
    void aTemplateOfTheSameFileComesBeforeTheStoredOne() {
        TestDaemon.Answer applied = daemon.apply(SERVER, SECRET, MOVED_ON);

        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        assertThat(image()).isEqualTo("own/grafana:1");
    }
}
