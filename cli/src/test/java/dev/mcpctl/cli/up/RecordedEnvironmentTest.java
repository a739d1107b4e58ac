package dev.mcpctl.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.StartRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class RecordedEnvironmentTest {
    private static final Map<String, String> MARKS =
            Map.of("MCPCTL_INSTALLATION", "i", "MCPCTL_NODE", "n", "MCPCTL_INSTANCE", "files-1");

    @TempDir Path directory;

    private Home home() {
        return new Home(directory.resolve("home"));
    }

    @Test
    void settingsStayAndWhatIsNotNeededIsLeftOut() {
        StartRecord before =
                new StartRecord("b", Map.of(), Map.of("MCPD_PORT", "1", "TZ", "UTC"), Set.of());

        assertThat(
                        RecordedEnvironment.of(
                                Map.of("PATH", "/bin", "AWS_SECRET", "s", "MCPD_HOST", "h"),
                                home(),
                                Optional.of(before)))
                .containsEntry("MCPD_PORT", "1")
                .containsEntry("MCPD_HOST", "h")
                .containsEntry("PATH", "/bin")
                .doesNotContainKeys("TZ", "AWS_SECRET");
    }

    @Test
    void theMarksOfAServerThatRanUpAreNotOurs() {
        StartRecord before = new StartRecord("b", Map.of(), MARKS, Set.of());

        assertThat(RecordedEnvironment.of(MARKS, home(), Optional.of(before)))
                .doesNotContainKeys(MARKS.keySet().toArray(String[]::new));
    }

    @Test
    void anotherTokenConcernsMcplocal() {
        assertThat(
                        RecordedEnvironment.changed(
                                Program.MCPLOCAL,
                                Map.of("MCPCTL_TOKEN", "a"),
                                Map.of("MCPCTL_TOKEN", "b")))
                .containsExactly("MCPCTL_TOKEN");
    }

    @Test
    void theEngineStaysUntilAnotherIsNamedAndConcernsMcpd() {
        Map<String, String> podman = Map.of("CONTAINER_HOST", "unix:///run/podman/podman.sock");
        StartRecord before = new StartRecord("b", Map.of(), podman, Set.of());

        Map<String, String> after =
                RecordedEnvironment.of(
                        Map.of("DOCKER_CONFIG", "/etc/docker"), home(), Optional.of(before));

        assertThat(after).containsAllEntriesOf(podman);
        assertThat(RecordedEnvironment.changed(Program.MCPD, podman, after))
                .containsExactly("DOCKER_CONFIG");
        assertThat(RecordedEnvironment.changed(Program.MCPLOCAL, podman, after))
                .doesNotContain("DOCKER_CONFIG");
    }
}
