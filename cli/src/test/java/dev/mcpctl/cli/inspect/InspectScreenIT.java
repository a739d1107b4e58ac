package dev.mcpctl.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.cli.ScriptedDaemon;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The screen on a terminal of its own, which script(1) makes. */
class InspectScreenIT {
    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path directory;

    @Test
    void theScreenShowsWhatPassesAndGivesTheTerminalBack() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(SCRIPT), "script(1) is not installed");
        try (ScriptedDaemon mcplocal = new ScriptedDaemon()) {
            mcplocal.on(
                    "GET /inspect",
                    200,
                    "text/event-stream",
                    "data: {\"at\":\"2026-11-21T10:00:00Z\",\"id\":1,\"project\":\"demo\",\"session\":\"s\","
                            + "\"client\":\"claude\",\"stage\":\"client_request\",\"method\":\"tools/call\","
                            + "\"bytes\":9,\"message\":{\"name\":\"files/read\"}}\n\n");
            Path typescript = directory.resolve("typescript");
            Process process = start(mcplocal, typescript);
            try (OutputStream keys = process.getOutputStream()) {
                await().atMost(PATIENCE)
                        .until(() -> text(typescript).contains("tools/call files/read"));
                keys.write("\r".getBytes(StandardCharsets.UTF_8));
                keys.flush();
                await().atMost(PATIENCE).until(() -> text(typescript).contains("\"files/read\""));
                keys.write("q".getBytes(StandardCharsets.UTF_8));
                keys.flush();

                assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            } finally {
                process.destroyForcibly();
            }

            assertThat(text(typescript)).contains("\033[?1049h").contains("\033[?1049l");
            assertThat(text(typescript)).doesNotContain("WARNING");
        }
    }

    private Process start(ScriptedDaemon mcplocal, Path typescript) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command =
                "stty cols 100 rows 20; exec '"
                        + java
                        + "' -cp '"
                        + System.getProperty("java.class.path")
                        + "' dev.mcpctl.cli.Mcpctl console --inspect";
        ProcessBuilder builder =
                new ProcessBuilder(
                        SCRIPT.toString(), "-q", "-f", "-e", "-c", command, typescript.toString());
        Map<String, String> environment = builder.environment();
        environment.put("TERM", "xterm-256color");
        environment.put("SHELL", "/bin/sh");
        environment.put(Home.VARIABLE, directory.resolve("home").toString());
        environment.put(
                "MCPLOCAL_PORT", mcplocal.url().substring(mcplocal.url().lastIndexOf(':') + 1));
        return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
    }

    private static String text(Path typescript) throws Exception {
        return Files.exists(typescript)
                ? Files.readString(typescript, StandardCharsets.ISO_8859_1)
                : "";
    }
}
