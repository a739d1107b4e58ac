package dev.mcpctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The scripts in {@code completions/} are those that this tree makes, and bash obeys them. */
class CompletionFilesIT {
    private static final Path FOLDER = Path.of("../completions").toAbsolutePath().normalize();
    private static final boolean IS_UPDATING = Boolean.getBoolean("transcripts.update");

    /** Answers as a daemon with two servers and a project would. */
    private static final String STUB =
            """
            mcpctl() {
                case "$*" in
                    "get servers --project demo "*) printf 'server/files\\n' ;;
                    "get servers "*) printf 'server/files\\nserver/memory\\n' ;;
                    "get projects "*) printf 'project/demo\\n' ;;
                esac
            }
            """;

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({"bash", "fish"})
    void theFilesAreFresh(String shell) throws IOException {
        String script = new Shell(directory).run("completion", shell).out();
        Path file = FOLDER.resolve("mcpctl." + shell);
        if (IS_UPDATING) {
            Files.writeString(file, script);
        }

        assertThat(Files.readString(file))
                .as("stale; write it again with -Dtranscripts.update")
                .isEqualTo(script);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ge | get",
                "get serv | servers serverattachments",
                "get servers '' | files memory",
                "--project demo get servers '' | files",
                "-p demo get pro | projects",
                "--project '' | demo",
                "get servers --no | --no-headers",
                "get servers -o y | yaml",
                "config u | use-context",
                "config claude --fo | --force",
                "create '' | server secret template project",
                "create server x --from | --from-template",
                "create project x --dry-run --ser | --server",
                "logs -f m | memory",
                "patch -p x servers f | files",
                "completion f | fish",
                "apply -f /etc/hostn | /etc/hostname",
                "version x | ``",
            })
    void bashCompletes(String line, String candidates) throws IOException, InterruptedException {
        String words = "mcpctl " + line;
        Path script = directory.resolve("try.sh");
        Files.writeString(
                script,
                STUB
                        + "source "
                        + FOLDER.resolve("mcpctl.bash")
                        + "\nCOMP_WORDS=("
                        + words
                        + ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_mcpctl\n"
                        + "printf '%s\\n' \"${COMPREPLY[@]}\"\n");

        Process bash =
                new ProcessBuilder("bash", script.toString()).redirectErrorStream(true).start();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(bash.waitFor()).as(output).isZero();
        assertThat(output.lines().filter(word -> !word.isEmpty()).collect(Collectors.joining(" ")))
                .isEqualTo(candidates);
    }

    @Test
    void everyShellThatIsOfferedExists() {
        assertThat(Arrays.asList("bash", "fish"))
                .allSatisfy(shell ->
                        assertThat(new Shell(directory).run("completion", shell).exitCode())
                                .isZero());
        assertThat(new Shell(directory).run("completion", "fsh").err())
                .startsWith("error: unknown shell \"fsh\"; expected bash or fish");
    }
}
