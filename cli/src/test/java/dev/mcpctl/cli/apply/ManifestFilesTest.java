package dev.mcpctl.cli.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ManifestFilesTest {
    @TempDir Path directory;

    private void write(String name, String text) throws IOException {
        Files.createDirectories(directory.resolve(name).getParent());
        Files.writeString(directory.resolve(name), text);
    }

    private ManifestFiles read(String... names) throws IOException {
        return ManifestFiles.read(directory, InputStream.nullInputStream(), List.of(names));
    }

    @Test
    @DisplayName("M-120: a directory means its manifests, by name, not those below it")
    void aDirectoryIsReadInOrderAndNotDeep() throws IOException {
        write("m/b.yml", "kind: secret\nname: b\n");
        write("m/a.yaml", "kind: secret\nname: a\n");
        write("m/c.json", "{\"kind\":\"secret\",\"name\":\"c\"}");
        write("m/d.txt", "kind: secret\nname: d\n");
        write("m/deep/e.yaml", "kind: secret\nname: e\n");

        assertThat(read("m").documents())
                .extracting(document -> document.source() + " " + document.key().name())
                .containsExactly("m/a.yaml a", "m/b.yml b", "m/c.json c");
    }

    @Test
    void theInputIsAFileToo() throws IOException {
        InputStream input =
                new ByteArrayInputStream(
                        "kind: secret\nname: a\n".getBytes(StandardCharsets.UTF_8));

        assertThat(ManifestFiles.read(directory, input, List.of("-")).documents())
                .extracting(document -> document.source())
                .containsExactly("stdin");
    }

    @Test
    @DisplayName("M-124: the faults of all files are shown, not only those of the first")
    void faultsOfAllFilesAreShown() throws IOException {
        write("a.yaml", "kind: servr\nname: a\n");
        write("b.yaml", "kind: server\n\tname: b\n");

        assertThatThrownBy(() -> read("a.yaml", "b.yaml", "nosuch.yaml"))
                .hasMessageContaining("a.yaml:1:7: document 1: kind: there is no kind \"servr\"")
                .hasMessageContaining("b.yaml:2:1: ")
                .hasMessageContaining("nosuch.yaml: no such file");
    }

    @Test
    void whatIsGivenTwiceIsNamedWithBothPlaces() throws IOException {
        write("a.yaml", "kind: secret\nname: a\n");
        write("b.yaml", "kind: secret\nname: b\n---\nkind: secret\nname: a\n");

        assertThatThrownBy(() -> read("a.yaml", "b.yaml"))
                .hasMessage("b.yaml:5:7: document 2: secret/a is given twice, first at a.yaml:2:7");
    }

    @Test
    void aDirectoryWithoutManifestsIsAnError() throws IOException {
        write("empty/readme.txt", "x");

        assertThatThrownBy(() -> read("empty")).hasMessageContaining("empty holds no manifest");
    }

    @Test
    @DisplayName("M-124: faults stand in the order of the files")
    void faultsAreInTheOrderOfTheFiles() throws IOException {
        write("a.yaml", "kind: secret\nname: a\n---\nkind: secret\nname: a\n");
        write("b.yaml", "kind: servr\nname: b\n");

        assertThatThrownBy(() -> read("a.yaml", "b.yaml"))
                .hasMessageMatching("(?s)a\\.yaml:5:7: .*given twice.*\nb\\.yaml:1:7: .*");
    }
}
