package dev.mcpctl.api.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

class HomeTest {
    @TempDir Path directory;

    @Test
    void theVariableMovesTheHome() {
        assertThat(Home.of(Map.of("MCPCTL_HOME", "/x/y", "HOME", "/u")).directory())
                .isEqualTo(Path.of("/x/y"));
        assertThat(Home.of(Map.of("MCPCTL_HOME", "", "HOME", "/u")).directory())
                .isEqualTo(Path.of("/u/.mcpctl"));
        assertThat(Home.of(Map.of("MCPCTL_HOME", "a/../b")).directory())
                .isEqualTo(Path.of("b").toAbsolutePath());
    }

    @Test
    void eachUserOfAServerHasADirectoryOfTheirOwn() {
        Home home = new Home(directory);
        Path work = directory.resolve("mcpd/work");

        assertThat(home.work("files", "")).isEqualTo(work.resolve("files"));
        assertThat(home.work("files", "user:../ada"))
                .isEqualTo(work.resolve("files@user%3A..%2Fada"));
        assertThat(home.work("files", "x".repeat(500)))
                .hasParentRaw(work)
                .isNotEqualTo(home.work("files", "x".repeat(501)));
        assertThat(String.valueOf(home.work("files", "x".repeat(500)).getFileName()))
                .hasSizeLessThan(200);
    }

    @Test
    @DisplayName("M-035: directories are made 0700")
    void whatIsMadeIsPrivate() throws IOException {
        Home home = new Home(directory.resolve("a/home")).create();

        assertThat(mode(home.directory())).isEqualTo("rwx------");
        assertThat(mode(home.run())).isEqualTo("rwx------");
        assertThat(mode(home.logs())).isEqualTo("rwx------");
        assertThat(mode(home.makeDirectory(home.work("files", "")))).isEqualTo("rwx------");
        assertThatCode(home::create).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("M-035: a looser mode is refused with an explanation")
    void aHomeThatOthersMayReadIsRefused() throws IOException {
        Path path = Files.createDirectory(directory.resolve("home"));
        Files.writeString(path.resolve("config.yaml"), "");
        chmod(path, "rwxr-xr-x");

        assertThatThrownBy(() -> new Home(path).create())
                .isInstanceOf(Problem.class)
                .hasMessage(
                        "cannot use "
                                + path
                                + ": it has mode 0755, so others can get at what it holds; expected 0700: chmod 700 "
                                + path
                                + " (MCPCTL_HOME moves it)");
        assertThat(mode(path)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void anEmptyHomeIsMadePrivate() throws IOException {
        Path path = Files.createDirectory(directory.resolve("home"));
        chmod(path, "rwxr-xr-x");

        new Home(path).create();

        assertThat(mode(path)).isEqualTo("rwx------");
    }

    @Test
    void aFileInTheHomesPlaceIsOneClearLine() throws IOException {
        Path file = Files.writeString(directory.resolve("home"), "");

        assertThatThrownBy(() -> new Home(file).create())
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.LOCAL))
                .hasMessage(
                        "cannot use "
                                + file
                                + ": "
                                + file
                                + " is a file; expected a directory (MCPCTL_HOME moves it)");
        assertThatThrownBy(() -> new Home(file.resolve("below/it")).create())
                .hasMessageContaining(file + " is a file; expected a directory");
        assertThatThrownBy(() -> new Home(file).checkPrivate())
                .hasMessage(
                        "cannot use "
                                + file
                                + ": it is a file; expected a directory (MCPCTL_HOME moves it)");
    }

    @Test
    void aHomeBelowWhatNobodyCanWriteIsOneClearLine() {
        // Nobody can make a directory in /proc, root neither.
        assertThatThrownBy(() -> new Home(Path.of("/proc/mcpctl-home")).create())
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("cannot use /proc/mcpctl-home: ")
                .hasMessageContaining("MCPCTL_HOME")
                .message()
                .hasLineCount(1);
    }

    @Test
    void whatIsWrittenIsReplacedWholeAndPrivate() throws IOException {
        Home home = new Home(directory.resolve("home")).create();
        Path file = home.directory().resolve("x");

        home.writePrivate(file, "one".getBytes(StandardCharsets.UTF_8));
        Files.createLink(directory.resolve("old"), file);
        home.writePrivate(file, "two".getBytes(StandardCharsets.UTF_8));

        assertThat(file).hasContent("two");
        assertThat(directory.resolve("old")).hasContent("one");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(home.directory()).isDirectoryNotContaining("glob:**/.x*");
    }

    @Test
    void nothingIsLeftBesideAFileThatCannotBeReplaced() throws IOException {
        Path inTheWay = directory.resolve("x");
        Files.createDirectories(inTheWay.resolve("y"));

        assertThatThrownBy(() -> AtomicFile.write(inTheWay, new byte[1], "rw-------"))
                .isInstanceOf(IOException.class);
        assertThat(directory).isDirectoryNotContaining("glob:**/.x*");
    }

    static void chmod(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
