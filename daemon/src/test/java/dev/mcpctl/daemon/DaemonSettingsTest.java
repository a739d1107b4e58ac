package dev.mcpctl.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.server.PullPolicy;
import dev.mcpctl.daemon.runtime.docker.DockerRuntime;
import dev.mcpctl.db.DatabaseLocation;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Map;

final class DaemonSettingsTest {
    private static final Map<String, String> HOME = Map.of("MCPCTL_HOME", "/h");

    @Test
    void withoutVariablesEverythingIsInTheHome() {
        DaemonSettings settings = DaemonSettings.of(HOME);

        assertThat(settings.address().port()).isEqualTo(3000);
        assertThat(settings.address().host()).isEqualTo("127.0.0.1");
        assertThat(settings.isProcessAllowed()).isTrue();
        assertThat(settings.maxInstances()).isEqualTo(32);
        assertThat(settings.database().keyFile()).isEqualTo(Path.of("/h/mcpd/master.key"));
        assertThat(settings.database().location())
                .isInstanceOfSatisfying(
                        DatabaseLocation.Embedded.class,
                        embedded ->
                                assertThat(embedded.directory())
                                        .isEqualTo(Path.of("/h/mcpd/postgres")));
    }

    @Test
    void whereOthersReachMcpdProcessesNeedAWord() {
        assertThat(DaemonSettings.of(with("MCPD_HOST", "0.0.0.0")).isProcessAllowed()).isFalse();
        assertThat(DaemonSettings.of(with("MCPD_HOST", "::1")).isProcessAllowed()).isTrue();
        assertThat(
                        DaemonSettings.of(
                                        Map.of(
                                                "MCPCTL_HOME",
                                                "/h",
                                                "MCPD_HOST",
                                                "0.0.0.0",
                                                "MCPD_ALLOW_PROCESS",
                                                "true"))
                                .isProcessAllowed())
                .isTrue();
    }

    @Test
    void aValueThatIsWrongIsNamed() {
        assertThatThrownBy(() -> DaemonSettings.of(with("MCPD_ALLOW_PROCESS", "yes")))
                .isInstanceOf(Problem.class)
                .hasMessage("MCPD_ALLOW_PROCESS: expected true or false, got \"yes\"");
        assertThatThrownBy(() -> DaemonSettings.of(with("MCPD_PORT", "http")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("MCPD_PORT");
        assertThatThrownBy(() -> DaemonSettings.of(with("MCPD_MAX_INSTANCES", "0")))
                .isInstanceOf(Problem.class)
                .hasMessage("MCPD_MAX_INSTANCES: expected a number from 1 to 10000, got \"0\"");
    }

    @Test
    void aVariableThatMeansNothingIsWarnedOf() {
        assertThat(DaemonSettings.warnings(Map.of("MCPD_PROT", "1", "MCPD_PORT", "1", "PATH", "")))
                .containsExactly("MCPD_PROT means nothing to this mcpd; did you mean MCPD_PORT?");
    }

    @Test
    void theDatabasesPasswordIsNeverShown() {
        assertThat(
                        DaemonSettings.of(with("MCPD_DATABASE_URL", "postgresql://u:hidden@h/d"))
                                .toString())
                .doesNotContain("hidden");
    }

    private static Map<String, String> with(String name, String value) {
        return Map.of("MCPCTL_HOME", "/h", name, value);
    }

    @Test
    void whatContainersMayHaveIsRead() {
        DockerRuntime.Settings plain = DaemonSettings.of(HOME).containers();
        DockerRuntime.Settings told =
                DaemonSettings.of(with("MCPD_PULL_POLICY", "ifnotpresent")).containers();
        DockerRuntime.Settings mounts =
                DaemonSettings.of(with("MCPD_MOUNT_ALLOW", "/usr:/etc")).containers();

        assertThat(plain.pullPolicy()).isEmpty();
        assertThat(plain.mountable()).isEmpty();
        assertThat(plain.npmImage()).isEmpty();
        assertThat(DaemonSettings.of(with("MCPD_NPM_IMAGE", "node:22")).containers().npmImage())
                .hasValueSatisfying(image -> assertThat(image.reference()).isEqualTo("node:22"));
        assertThat(DaemonSettings.warnings(Map.of("MCPD_NPM_IMAGE", "node:22"))).isEmpty();
        assertThat(told.pullPolicy()).contains(PullPolicy.IF_NOT_PRESENT);
        assertThat(mounts.mountable()).containsExactly(Path.of("/usr"), Path.of("/etc"));
        assertThatThrownBy(() -> DaemonSettings.of(with("MCPD_PULL_POLICY", "x")))
                .hasMessage("MCPD_PULL_POLICY: expected Always, IfNotPresent or Never, got \"x\"");
        assertThatThrownBy(() -> DaemonSettings.of(with("MCPD_MOUNT_ALLOW", "/usr:none")))
                .hasMessageContaining("expected directories that exist");
    }
}
