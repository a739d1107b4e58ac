package dev.mcpctl.cli.describe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.cli.ScriptedDaemon;
import dev.mcpctl.cli.Shell;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/** {@code describe} against a daemon that answers from a script. */
class DescribeIT {
    @TempDir Path directory;

    @Test
    @DisplayName("K-01: describe takes those with labels, as get does")
    void describeTakesASelector() throws IOException {
        try (ScriptedDaemon daemon = new ScriptedDaemon()) {
            daemon.on(
                    "GET /api/v1/servers?labelSelector=a%3D1",
                    "{\"items\":[{\"kind\":\"server\",\"metadata\":{\"name\":\"files\"},"
                            + "\"spec\":{\"command\":\"node\"}}],\"metadata\":{}}");
            daemon.on("GET /api/v1/servers/files?as=description", "Name: files\n");
            Shell shell = new Shell(directory).on(daemon);

            assertThat(shell.run("describe", "servers", "-l", "a=1").out())
                    .isEqualTo("Name: files\n");
            assertThat(shell.run("describe", "server", "files", "-l", "a=1").exitCode())
                    .isEqualTo(2);
        }
    }
}
