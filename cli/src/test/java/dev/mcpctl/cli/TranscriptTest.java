package dev.mcpctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The transcripts that need no daemon. */
class TranscriptTest {
    private static final Path FOLDER = Path.of("src/test/resources/transcripts");

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"wrong-command-lines", "manifests-without-a-daemon"})
    void theOutputIsAsWritten(String name) throws IOException {
        Path file = FOLDER.resolve(name + ".transcript");
        String before = Files.readString(file);

        String replayed =
                new Transcript(
                                file,
                                new Shell(directory),
                                text -> text.replace(directory.toString(), "DIR"))
                        .replay();

        assertThat(replayed)
                .isEqualTo(System.getProperty("transcripts.update") == null ? before : replayed);
    }
}
