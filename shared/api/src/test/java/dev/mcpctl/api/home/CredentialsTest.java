package dev.mcpctl.api.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class CredentialsTest {
    @TempDir Path directory;
    private Home home;
    private Credentials credentials;

    @BeforeEach
    void makeHome() {
        home = new Home(directory.resolve("home")).create();
        credentials = new Credentials(home);
    }

    @Test
    void aTokenIsKeptForItsContext() throws IOException {
        credentials.put("local", "t1");
        credentials.put("team \"x\"", "t2");
        credentials.put("local", "t3");

        assertThat(credentials.token("local")).contains("t3");
        assertThat(credentials.token("team \"x\"")).contains("t2");
        assertThat(credentials.token("other")).isEmpty();
        assertThat(JsonCodec.read(Files.readString(home.credentials())))
                .isEqualTo(
                        JsonCodec.read(
                                "{\"contexts\":{\"local\":{\"token\":\"t3\"},\"team \\\"x\\\"\":{\"token\":\"t2\"}}}"));
        assertThat(HomeTest.mode(home.credentials())).isEqualTo("rw-------");
    }

    @Test
    @DisplayName("M-041: logout removes the credential")
    void aTokenIsRemoved() {
        credentials.put("local", "t");

        assertThat(credentials.remove("local")).isTrue();
        assertThat(credentials.remove("local")).isFalse();
        assertThat(credentials.token("local")).isEmpty();
    }

    @Test
    @DisplayName("M-035: a looser mode is refused with an explanation")
    void aFileThatOthersMayReadIsRefused() throws IOException {
        credentials.put("local", "hush");
        HomeTest.chmod(home.credentials(), "rw-r--r--");

        assertThatThrownBy(() -> credentials.token("local"))
                .isInstanceOf(Problem.class)
                .hasMessage(
                        home.credentials()
                                + " has mode 0644, so others can read the secrets in it; expected 0600: chmod 600 "
                                + home.credentials());
    }

    @Test
    void aHomeThatOthersMayEnterIsRefused() throws IOException {
        credentials.put("local", "hush");
        HomeTest.chmod(home.directory(), "rwxr-x---");

        assertThatThrownBy(() -> credentials.token("local")).hasMessageContaining("mode 0750");
    }

    @Test
    void aLinkIsRefused() throws IOException {
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "{}");
        HomeTest.chmod(elsewhere, "rw-------");
        Files.createSymbolicLink(home.credentials(), elsewhere);

        assertThatThrownBy(() -> credentials.token("local")).hasMessageContaining("symbolic link");
        assertThatThrownBy(() -> credentials.put("local", "t"))
                .hasMessageContaining("symbolic link");
        assertThat(elsewhere).hasContent("{}");
    }

    @Test
    void aBrokenFileIsNamedAndNotQuoted() throws IOException {
        Files.writeString(home.credentials(), "{\"contexts\": {\"local\": \"hush\"}}");
        HomeTest.chmod(home.credentials(), "rw-------");

        assertThatThrownBy(() -> credentials.token("local"))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("cannot read " + home.credentials())
                .hasMessageNotContaining("hush");
    }

    @Test
    void writersAtTheSameTimeLoseNothing() throws InterruptedException {
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "c" + i;
            writers.add(Thread.ofVirtual().start(() -> credentials.put(name, "t")));
        }
        for (Thread writer : writers) {
            writer.join();
        }

        for (int i = 0; i < 8; i++) {
            assertThat(credentials.token("c" + i)).contains("t");
        }
    }

    @Test
    void printedCredentialsShowNoToken() {
        credentials.put("local", "hush");

        assertThat(credentials.toString()).doesNotContain("hush");
    }
}
