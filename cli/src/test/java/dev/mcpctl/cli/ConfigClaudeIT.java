package dev.mcpctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** {@code config claude} on real files. */
class ConfigClaudeIT {
    @TempDir Path directory;
    private Path file;
    private Path launcher;

    @BeforeEach
    void install() throws IOException {
        file = directory.resolve(".mcp.json");
        launcher = Files.createDirectories(directory.resolve("bin")).resolve("mcpctl");
        Files.writeString(launcher, "#!/bin/sh\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        System.setProperty("mcpctl.launcher", launcher.toString());
    }

    @AfterEach
    void uninstall() {
        System.clearProperty("mcpctl.launcher");
    }

    private Shell.Run run(String... more) {
        return new Shell(directory)
                .run(
                        Stream.concat(
                                        Stream.of("config", "claude", "--project", "demo"),
                                        Stream.of(more))
                                .toArray(String[]::new));
    }

    private List<Path> backups() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> path.toString().endsWith(".bak")).toList();
        }
    }

    @Test
    @DisplayName("M-106, M-108: the entry starts from any directory with a bare environment")
    void theEntryNamesTheLauncherAndTheHome() throws IOException {
        Shell.Run run = run();

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo(".mcp.json created\n");
        assertThat(JsonCodec.read(Files.readAllBytes(file)))
                .isEqualTo(
                        JsonCodec.read(
                                "{\"mcpServers\":{\"demo\":{\"command\":\""
                                        + launcher
                                        + "\",\"args\":[\"mcp\",\"--project\",\"demo\",\"--tool-names\",\"safe\"],"
                                        + "\"env\":{\"MCPCTL_HOME\":\""
                                        + directory.resolve("home")
                                        + "\"}}}}"));
    }

    @Test
    @DisplayName("M-108: the command is mcpctl where PATH leads to this installation")
    void theCommandIsShortWhenThePathLeadsToIt() throws IOException {
        Path elsewhere = Files.createDirectories(directory.resolve("links"));
        Files.createSymbolicLink(elsewhere.resolve("mcpctl"), launcher);

        new Shell(directory)
                .with("PATH", "/nosuch:" + elsewhere)
                .run("config", "claude", "--project", "demo");

        assertThat(JsonCodec.read(Files.readAllBytes(file)).at("/mcpServers/demo/command").asText())
                .isEqualTo("mcpctl");
    }

    @Test
    @DisplayName("M-109: a second run changes nothing and leaves no backup")
    void aSecondRunChangesNothing() throws IOException {
        run();
        String before = Files.readString(file);

        Shell.Run again = run();

        assertThat(again.out()).isEqualTo(".mcp.json unchanged\n");
        assertThat(file).hasContent(before);
        assertThat(backups()).isEmpty();
    }

    @Test
    @DisplayName("M-109: another entry of that name is refused without --force, kept with it")
    void aConflictingEntryIsRefused() throws IOException {
        String mine = "{\"mcpServers\":{\"demo\":{\"url\":\"http://mine\"}}}";
        Files.writeString(file, mine);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        Shell.Run refused = run();
        String afterRefusal = Files.readString(file);
        Shell.Run forced = run("--force");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(afterRefusal).isEqualTo(mine);
        assertThat(forced.out()).isEqualTo(".mcp.json configured\n");
        assertThat(backups())
                .singleElement()
                .satisfies(backup -> assertThat(backup).hasContent(mine));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    @DisplayName("M-109: --dry-run prints a diff and writes nothing")
    void dryRunPrintsADiff() {
        Shell.Run run = run("--dry-run");

        assertThat(run.out())
                .startsWith("--- /dev/null\n+++ .mcp.json\n@@ ")
                .contains("+    \"demo\": {");
        assertThat(file).doesNotExist();
    }

    @Test
    @DisplayName("M-109: a symbolic link is refused")
    void aSymbolicLinkIsRefused() throws IOException {
        Path target = directory.resolve("target.json");
        Files.writeString(target, "{}");
        Files.createSymbolicLink(file, target);

        Shell.Run run = run();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("error: .mcp.json is a symbolic link; not followed\n");
        assertThat(target).hasContent("{}");
    }

    @Test
    @DisplayName("M-106: an unknown project is refused when there is an mcpd to ask")
    void anUnknownProjectIsRefused() throws IOException {
        try (ScriptedDaemon daemon = new ScriptedDaemon()) {
            daemon.refuse("GET /api/v1/projects/demo", Problem.notFound("projects", "demo"));

            Shell.Run run =
                    new Shell(directory).on(daemon).run("config", "claude", "--project", "demo");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .isEqualTo("Error from server (NotFound): projects \"demo\" not found\n");
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void withoutAnMcpdItIsSaidThatNobodyChecked() {
        Shell.Run run = run();

        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .startsWith(
                        "It could not be checked that there is a project \"demo\": mcpd does not"
                                + " run for ");
    }
}
