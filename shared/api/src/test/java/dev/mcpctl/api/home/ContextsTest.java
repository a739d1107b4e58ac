package dev.mcpctl.api.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.api.problem.Problem;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

class ContextsTest {
    @TempDir Path directory;
    private Home home;
    private Contexts contexts;

    @BeforeEach
    void makeHome() {
        home = new Home(directory.resolve("home")).create();
        contexts = new Contexts(home);
    }

    @Test
    void withoutAFileTheDaemonOfTheHomeIsMeant() {
        assertThat(contexts.currentName()).isEqualTo("local");
        assertThat(contexts.current()).isEmpty();
        assertThat(contexts.all()).isEmpty();
    }

    @Test
    @DisplayName("M-041: use-context switches daemons")
    void aContextIsAddedChosenAndMoved() {
        contexts.put(new Context("team", URI.create("http://team:3000")));
        contexts.put(new Context("lab", URI.create("http://lab:3000")));
        contexts.use("team");
        contexts.put(new Context("team", URI.create("https://team.example.com")));

        assertThat(contexts.current())
                .contains(new Context("team", URI.create("https://team.example.com")));
        assertThat(contexts.all()).extracting(Context::name).containsExactly("team", "lab");
        assertThat(home.config())
                .hasContent(
                        """
                        contexts:
                        - name: team
                          mcpdUrl: https://team.example.com
                        - name: lab
                          mcpdUrl: http://lab:3000
                        currentContext: team
                        """);
    }

    @Test
    void editsKeepTheRestOfTheFileAndItsComments() throws IOException {
        Files.writeString(
                home.config(),
                """
                # whom we talk to
                currentContext: a # for now

                contexts:
                # the old one
                - name: a
                  mcpdUrl: http://a:3000 # soon gone
                - {name: b, mcpdUrl: "http://b:3000"}
                """);

        contexts.use("b");
        contexts.put(new Context("c", URI.create("http://c:3000")));

        assertThat(Files.readString(home.config()))
                .contains("# whom we talk to\ncurrentContext: b # for now\n")
                .contains("# the old one\n")
                .contains("http://a:3000 # soon gone\n")
                .contains("{name: b, mcpdUrl: \"http://b:3000\"}");
        assertThat(contexts.all()).extracting(Context::name).containsExactly("a", "b", "c");
        assertThat(contexts.currentName()).isEqualTo("b");
    }

    @Test
    void theLocalContextCanAlwaysBeChosen() {
        contexts.put(new Context("team", URI.create("http://team:3000")));
        contexts.use("team");
        contexts.use("local");

        assertThat(contexts.current()).isEmpty();
    }

    @Test
    void anUnknownContextIsRefusedAndNothingWritten() {
        contexts.put(new Context("team", URI.create("http://team:3000")));

        assertThatThrownBy(() -> contexts.use("tem"))
                .isInstanceOf(Problem.class)
                .hasMessage(
                        "no context \"tem\" in " + home.config() + "; expected one of local, team");
        assertThat(contexts.currentName()).isEqualTo("local");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "curentContext: a|1:1: unknown key \"curentContext\"; expected one of currentContext, contexts",
                "currentContext: a\\ncontexts:\\n- nam: a|3:3: unknown key \"nam\"; expected one of name, mcpdUrl",
                "contexts:\\n- name: a|2:3: contexts: mcpdUrl is required",
                "contexts:\\n- name: a\\n  mcpdUrl: ftp://x|3:12: mcpdUrl: expected http://HOST:PORT, got \"ftp://x\"",
                "contexts: 5|1:11: contexts: expected a list",
                "contexts:\\n- 5|2:3: contexts: expected name and mcpdUrl",
                "currentContext: [a]|1:17: expected text",
                "currentContext: a\\ncurrentContext: b|2:1: the key \"currentContext\" stands here twice; first on line 1",
                "- a|1:1: expected currentContext, contexts",
                "contexts:\\n\\t- name: a|2:1: found a tab where YAML expects spaces",
            })
    void whatIsWrongIsNamedWithItsLine(String text, String message) throws IOException {
        Files.writeString(home.config(), text.replace("\\n", "\n").replace("\\t", "\t"));

        assertThatThrownBy(() -> contexts.current())
                .isInstanceOf(Problem.class)
                .hasMessage(home.config() + ":" + message);
    }

    @Test
    void aCurrentContextThatIsNotListedIsAnError() throws IOException {
        Files.writeString(home.config(), "currentContext: gone\n");

        assertThatThrownBy(() -> contexts.current()).hasMessageStartingWith("no context \"gone\"");
    }

    @Test
    void aDaemonsAddressHasNoSlashAtItsEnd() {
        assertThat(Contexts.daemonUrl("http://x:3000/", "f")).hasToString("http://x:3000");
        assertThat(Contexts.daemonUrl("https://x/base//", "f")).hasToString("https://x/base");
        assertThatThrownBy(() -> Contexts.daemonUrl("x:3000", "--mcpd-url"))
                .hasMessage("--mcpd-url: expected http://HOST:PORT, got \"x:3000\"");
        assertThatThrownBy(() -> Contexts.daemonUrl("http://u:p@x", "f"))
                .isInstanceOf(Problem.class);
    }
}
