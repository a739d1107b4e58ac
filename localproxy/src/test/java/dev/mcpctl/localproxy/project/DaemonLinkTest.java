package dev.mcpctl.localproxy.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.RunFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

class DaemonLinkTest {
    @TempDir Path directory;

    private static void run(Home home, String url) {
        RunFile.ofThisProcess(3000, null, URI.create(url)).write(home, Program.MCPD);
    }

    @Test
    void anMcpdThatWasStartedAgainIsFoundAtOnce() {
        Home home = new Home(directory.resolve("home"));
        home.create();
        run(home, "http://127.0.0.1:1111");
        DaemonLink link = new DaemonLink(home, Map.of());

        assertThat(link.target().url()).hasPort(1111);
        assertThat(link.hasMoved()).isFalse();

        run(home, "http://127.0.0.1:22222");

        assertThat(link.hasMoved()).isTrue();
        assertThat(link.target().url()).hasPort(22222);
        assertThat(link.hasMoved()).isFalse();
    }
}
