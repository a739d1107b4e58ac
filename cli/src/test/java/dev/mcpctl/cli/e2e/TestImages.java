package dev.mcpctl.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Images under public names, made on this machine: the same entry points, variables, ports and
 * paths as the real ones have, and small programs of our own inside. They carry a label; images of
 * these names without it are somebody's own and stay untouched.
 */
final class TestImages implements AutoCloseable {
    /** What mcpd has to be told, so that it takes them instead of asking a registry. */
    static final String PULL_POLICY = "MCPD_PULL_POLICY";

    private static final Path MAKE = Path.of("src/test/resources/e2e/images/make.sh");
    private static final String LABEL = "dev.mcpctl.test";
    private static final List<String> NAMES =
            List.of("grafana/mcp-grafana:latest", "ghcr.io/homeassistant-ai/ha-mcp:latest");

    private TestImages() {}

    private record Ended(int exitCode, String output) {}

    /**
     * Makes them. Skips the test, by name, where no engine answers, or where it has the real ones.
     *
     * @param folder where their files are put together; removed with the rest of the test
     */
    static TestImages make(Path folder) throws IOException, InterruptedException {
        Ended engine = docker("version", "--format", "{{.Server.Version}}");
        assumeTrue(engine.exitCode == 0, "docker does not answer: " + engine.output);
        for (String name : NAMES) {
            Ended found =
                    docker(
                            "image",
                            "inspect",
                            "--format",
                            "{{index .Config.Labels \"" + LABEL + "\"}}",
                            name);
            boolean isFree = found.exitCode != 0 || found.output.strip().equals("image");
            assumeTrue(isFree, "this machine has an image " + name + " of its own");
        }
        Path files = Files.createTempDirectory(folder, "images");
        Ended made = run(List.of("sh", MAKE.toString(), files.toString()));
        assertThat(made.exitCode).as(made.output).isZero();
        return new TestImages();
    }

    /** To be called when no container of them is left. */
    @Override
    public void close() {
        try {
            List<String> words = new ArrayList<>(List.of("image", "rm"));
            words.addAll(NAMES);
            Ended removed = docker(words.toArray(String[]::new));
            assertThat(removed.exitCode).as(removed.output).isZero();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static Ended docker(String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("docker"));
        line.addAll(List.of(words));
        return run(line);
    }

    /** A program that is not there ends like one that failed. */
    private static Ended run(List<String> line) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(line).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Ended(-1, String.valueOf(e.getMessage()));
        }
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }
}
