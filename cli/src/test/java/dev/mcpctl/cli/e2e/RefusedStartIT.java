package dev.mcpctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

/** A daemon that refuses to start can be stopped, and leaves nothing behind. */
class RefusedStartIT {
    @TempDir Path folder;

    @Test
    void whatUpCouldNotStartDownStops() {
        try (Installation installation = new Installation(folder, Map.of("MCPD_PORT", "abc"))) {
            Installation.Result up = installation.run("up");
            Installation.Result down = installation.run("down");

            assertThat(up.exitCode()).isEqualTo(1);
            assertThat(up.err()).contains("MCPD_PORT: expected a port from 0 to 65535");
            assertThat(down.exitCode()).as(down.toString()).isZero();
            assertThat(down.err()).contains("supervisor stopped").doesNotContain("dead mcpd");
            assertThat(installation.processes()).isEmpty();
        }
    }
}
