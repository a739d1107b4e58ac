package dev.mcpctl.daemon.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FromTemplateIT {
    private static final String TEMPLATE =
            """
            {'kind':'template','metadata':{'name':'wiki'},'spec':{'image':'own/wiki:1','args':['-v'],'replicas':0,
             'env':[{'name':'LEVEL','value':'info'},{'name':'TOKEN_FILE','value':'/t'}],
             'requiredEnv':[{'name':'URL'},{'name':'TOKEN','secret':true},{'name':'SIZE','default':'10'}]}}\
            """;
    private static final String SECRET =
            "{'kind':'secret','metadata':{'name':'wiki-creds'},'spec':{'data':{'URL':'http://w','TOKEN':'t'}}}";
    private static final String SERVER =
            """
            {'kind':'server','metadata':{'name':'w'},'spec':{'fromTemplate':'wiki','envFrom':[{'secretRef':{'name':'wiki-creds'}}]}}\
            """;

    private TestDaemon daemon;

    @BeforeEach
    void start() throws Exception {
        daemon = TestDaemon.start();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private JsonNode server() {
        return daemon.get("/servers/w").json();
    }

    private JsonNode row() {
        return daemon.get("/servers/w?as=table").json().path("rows").path(0).path("cells");
    }

    @Test
    @Tag("M-059")
    @DisplayName("what the template says holds where the server says nothing")
    void aServerHasTheFieldsOfItsTemplate() {
        assertThat(daemon.apply(SERVER, SECRET, TEMPLATE).status()).isEqualTo(200);

        assertThat(row().toString()).contains("own/wiki:1");
        assertThat(server().path("spec").path("fromTemplate").asText()).isEqualTo("wiki");
        assertThat(server().at("/spec/resolved/generation").asLong()).isEqualTo(1);
        assertThat(server().at("/spec/image").isMissingNode()).isTrue();
    }

    @Test
    @Tag("M-060")
    void whatTheServerSaysItselfComesFirst() {
        daemon.apply(TEMPLATE, SECRET);

        daemon.apply(SERVER.replace("'fromTemplate'", "'image':'own/wiki:2','fromTemplate'"));

        assertThat(row().toString()).contains("own/wiki:2");
    }

    @Test
    @Tag("M-061")
    void aMissingVariableIsNamedAndNothingIsWritten() {
        TestDaemon.Answer answer =
                daemon.apply(
                        TEMPLATE,
                        SERVER.replace(",'envFrom':[{'secretRef':{'name':'wiki-creds'}}]", ""));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text())
                .contains("template \\\"wiki\\\" needs URL, TOKEN")
                .contains("/resources/1/spec/fromTemplate");
        assertThat(daemon.get("/templates/wiki").status()).isEqualTo(404);
    }

    @Test
    void anUnknownTemplateIsNamed() {
        TestDaemon.Answer answer = daemon.apply(SECRET, SERVER);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text()).contains("templates \\\"wiki\\\" not found");
    }

    @Test
    @Tag("M-062")
    @DisplayName("a template that moves on leaves its servers alone until they change themselves")
    void anEditedTemplateChangesNoServer() {
        daemon.apply(TEMPLATE, SECRET, SERVER);
        long version = server().at("/metadata/resourceVersion").asLong();

        daemon.apply(TEMPLATE.replace("own/wiki:1", "own/wiki:9"));
        JsonNode again = daemon.apply(SERVER).json();

        assertThat(again.at("/results/0/outcome").asText()).isEqualTo("unchanged");
        assertThat(server().at("/metadata/resourceVersion").asLong()).isEqualTo(version);
        assertThat(row().toString()).contains("own/wiki:1");
        assertThat(daemon.get("/servers/w?as=description").text())
                .contains("the template has moved on (generation 2)");

        daemon.apply(SERVER.replace("'fromTemplate'", "'description':'new','fromTemplate'"));

        assertThat(row().toString()).contains("own/wiki:9");
        assertThat(daemon.get("/servers/w?as=description").text()).contains("up to date");
    }

    @Test
    void aTemplateThatIsGoneIsKeptByItsServers() {
        daemon.apply(TEMPLATE, SECRET, SERVER);

        assertThat(daemon.delete("/templates/wiki").status()).isEqualTo(200);

        assertThat(daemon.apply(SERVER).json().at("/results/0/outcome").asText())
                .isEqualTo("unchanged");
        assertThat(daemon.get("/servers/w?as=description").text()).contains("the template is gone");
    }

    @Test
    void whatMcpdAddedIsPassedOverWhenItComesBack() {
        daemon.apply(TEMPLATE, SECRET, SERVER);
        String shown = server().toString();

        JsonNode answer = daemon.apply(shown).json();

        assertThat(answer.at("/results/0/outcome").asText()).isEqualTo("unchanged");
    }
}
