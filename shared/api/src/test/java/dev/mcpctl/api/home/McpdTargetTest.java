package dev.mcpctl.api.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

class McpdTargetTest {
    private static final URI LOCAL = URI.create("http://127.0.0.1:3000");

    @TempDir Path directory;
    private Home home;

    @BeforeEach
    void makeHomeWithARunningDaemonAndAContext() {
        home = new Home(directory.resolve("home")).create();
        RunFile.ofThisProcess(3000, null, LOCAL).write(home, Program.MCPD);
        new Credentials(home).put("local", "local-token");
        new Contexts(home).put(new Context("team", URI.create("http://team:3000")));
        new Credentials(home).put("team", "team-token");
    }

    @Test
    void withoutAChoiceTheRunningDaemonIsMeant() {
        McpdTarget target = McpdTarget.resolve(home, Map.of(), null, null);

        assertThat(target.url()).isEqualTo(LOCAL);
        assertThat(target.context()).contains("local");
        assertThat(target.token()).contains("local-token");
    }

    @Test
    void theContextStandsAboveWhatRuns() {
        new Contexts(home).use("team");

        McpdTarget target = McpdTarget.resolve(home, Map.of(), null, null);

        assertThat(target.url()).hasToString("http://team:3000");
        assertThat(target.token()).contains("team-token");
    }

    @Test
    void theVariableStandsAboveTheContextAndTheFlagAboveBoth() {
        new Contexts(home).use("team");
        Map<String, String> environment = Map.of("MCPD_URL", LOCAL + "/");

        assertThat(McpdTarget.resolve(home, environment, null, null))
                .satisfies(target -> {
                    assertThat(target.url()).isEqualTo(LOCAL);
                    assertThat(target.token()).contains("local-token");
                    assertThat(target.origin()).isEqualTo("MCPD_URL");
                });
        assertThat(McpdTarget.resolve(home, environment, "http://team:3000", null).token())
                .contains("team-token");
    }

    @Test
    void anAddressWithoutContextGetsNobodysToken() {
        McpdTarget target = McpdTarget.resolve(home, Map.of(), "http://elsewhere:1", null);

        assertThat(target.token()).isEmpty();
        assertThat(target.context()).isEmpty();
    }

    @Test
    void tokensComeFromTheFlagThenTheVariable() throws IOException {
        Path file = Files.writeString(directory.resolve("t"), "file-token\n");
        Map<String, String> environment = Map.of("MCPCTL_TOKEN", "variable-token");

        assertThat(McpdTarget.resolve(home, environment, null, file).token())
                .contains("file-token");
        assertThat(McpdTarget.resolve(home, environment, null, null).token())
                .contains("variable-token");
        assertThatThrownBy(() -> McpdTarget.resolve(home, Map.of(), null, directory.resolve("no")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("--token-file");
    }

    @Test
    void aDaemonThatIsGoneIsOutOfReachAndTheHintSaysHowToStartIt() {
        new RunFile(
                        new ProcessIdentity(ProcessHandle.current().pid(), 1),
                        3000,
                        null,
                        LOCAL,
                        "dev",
                        Instant.EPOCH)
                .write(home, Program.MCPD);

        assertThatThrownBy(() -> McpdTarget.resolve(home, Map.of(), null, null))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.UNREACHABLE))
                .hasMessage(
                        "mcpd does not run for " + home.directory() + "; start it with: mcpctl up");
    }

    @Test
    void aPrintedTargetShowsNoToken() {
        assertThat(
                        new McpdTarget(
                                        LOCAL,
                                        Optional.empty(),
                                        "flag",
                                        Optional.of("hush"),
                                        Optional.empty())
                                .toString())
                .doesNotContain("hush");
    }
}
