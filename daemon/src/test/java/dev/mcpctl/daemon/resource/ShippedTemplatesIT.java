package dev.mcpctl.daemon.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** The templates that come with mcpd, and those of users above them. */
final class ShippedTemplatesIT {
    private static final String GRAFANA = "/templates/grafana";
    private static final String OWN =
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

    private String image() {
        return daemon.get(GRAFANA).json().path("spec").path("image").asText();
    }

    @Test
    @Tag("M-055")
    void aFreshInstallationHasSome() {
        List<String> names = new ArrayList<>();
        daemon.get("/templates")
                .json()
                .path("items")
                .forEach(item -> names.add(item.path("metadata").path("name").asText()));

        assertThat(names)
                .contains(
                        "docmost",
                        "everything",
                        "filesystem",
                        "grafana",
                        "home-assistant",
                        "memory");
    }

    @Test
    @Tag("M-056")
    void describeSaysWhatIsRequired() {
        String text = daemon.get(GRAFANA + "?as=description").text();

        assertThat(text)
                .contains("Required Environment:")
                .doesNotContain("Required Env:")
                .contains("GRAFANA_SERVICE_ACCOUNT_TOKEN (secret): A token of a service account");
    }

    @Test
    @Tag("M-061")
    @DisplayName("a user's template stands over the shipped one, which is back when it is deleted")
    void aUsersTemplateStandsOverTheShippedOne() {
        assertThat(image()).isEqualTo("grafana/mcp-grafana:latest");

        JsonNode applied = daemon.apply(OWN).json();

        assertThat(applied.path("results").path(0).path("outcome").asText()).isEqualTo("created");
        assertThat(image()).isEqualTo("own/grafana:1");
        assertThat(daemon.delete(GRAFANA).status()).isEqualTo(200);
        assertThat(image()).isEqualTo("grafana/mcp-grafana:latest");
    }

    @Test
    void aMemoryIsToldWhereToKeepItsGraph() {
        TestDaemon.Answer refused =
                daemon.apply(
                        "{'kind':'server','metadata':{'name':'graph'},'spec':{'fromTemplate':'memory'}}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("MEMORY_FILE_PATH");
    }

    @Test
    void aShippedTemplateIsNeitherDeletedNorChanged() {
        TestDaemon.Answer deleted = daemon.delete(GRAFANA);

        assertThat(deleted.status()).isEqualTo(409);
        assertThat(deleted.json().path("detail").asText())
                .contains("shipped with mcpd")
                .contains("stands over it");
        assertThat(image()).isEqualTo("grafana/mcp-grafana:latest");
    }

    @Test
    void anExportHoldsWhatUsersMadeOnly() {
        daemon.apply(OWN.replace("grafana'}", "mine'}"));

        String exported = daemon.get("/all").text();

        assertThat(exported).contains("\"mine\"").doesNotContain("home-assistant");
    }
}
