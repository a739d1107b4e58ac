package dev.mcpctl.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.RunFile;
import dev.mcpctl.cli.Shell;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

class StatusCommandIT {
    @TempDir Path directory;

    @Test
    @DisplayName("M-040: what keeps mcpd from starting is shown where mcpd is")
    void aDaemonThatRefusesToStartSaysWhy() throws IOException {
        Home home = new Home(directory.resolve("home")).create();
        RunFile.ofThisProcess(0, home.run().resolve("none"), URI.create("http://127.0.0.1:1"))
                .write(home, Program.SUPERVISOR);
        home.writePrivate(
                home.run().resolve("supervision.json"),
                "{\"daemons\":{\"mcpd\":{\"state\":\"refused\",\"pid\":0,\"detail\":\"port 3000 is taken\"}}}"
                        .getBytes(StandardCharsets.UTF_8));

        Shell.Run run = new Shell(directory).run("status");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out().lines())
                .anyMatch(line -> line.matches("mcpd +refused +port 3000 is taken"));
    }
}
