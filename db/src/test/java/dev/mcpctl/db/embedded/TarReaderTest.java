package dev.mcpctl.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

class TarReaderTest {
    @Test
    void filesDirectoriesAndLinksComeInOrderAndTheRestIsSkipped() throws IOException {
        byte[] archive =
                archive(
                        entry("dir/", '5', "0000755", "", ""),
                        entry("pax", 'x', "0000644", "20 path=elsewhere\n", ""),
                        entry("dir/run", '0', "0000755", "x".repeat(700), ""),
                        entry("dir/link", '2', "0000777", "", "run"),
                        entry("plain", '0', "0000644", "text", ""));
        TarReader tar = new TarReader(new ByteArrayInputStream(archive));

        assertThat(tar.next())
                .isEqualTo(new TarReader.Entry(TarReader.Type.DIRECTORY, "dir/", true, ""));
        assertThat(tar.next())
                .isEqualTo(new TarReader.Entry(TarReader.Type.FILE, "dir/run", true, ""));
        assertThat(tar.content().readAllBytes()).hasSize(700);
        assertThat(tar.next())
                .isEqualTo(new TarReader.Entry(TarReader.Type.LINK, "dir/link", true, "run"));
        assertThat(tar.next())
                .isEqualTo(new TarReader.Entry(TarReader.Type.FILE, "plain", false, ""));
        assertThat(tar.content().readAllBytes()).asString().isEqualTo("text");
        assertThat(tar.next()).isNull();
    }

    @Test
    void contentThatNobodyReadsIsSkipped() throws IOException {
        TarReader tar =
                new TarReader(
                        new ByteArrayInputStream(
                                archive(
                                        entry("a", '0', "0000644", "y".repeat(1_000), ""),
                                        entry("b", '0', "0000644", "", ""))));

        tar.next();

        assertThat(tar.next()).isEqualTo(new TarReader.Entry(TarReader.Type.FILE, "b", false, ""));
    }

    @Test
    void anArchiveThatWasCutSaysSo() throws IOException {
        byte[] archive = archive(entry("a", '0', "0000644", "y".repeat(1_000), ""));
        TarReader tar = new TarReader(new ByteArrayInputStream(Arrays.copyOf(archive, 900)));
        tar.next();

        assertThatThrownBy(() -> tar.content().readAllBytes()).isInstanceOf(EOFException.class);
    }

    private static byte[] archive(byte[]... entries) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            archive.write(entry);
        }
        archive.write(new byte[1024]);
        return archive.toByteArray();
    }

    private static byte[] entry(String name, char type, String mode, String content, String link) {
        byte[] text = content.getBytes(StandardCharsets.UTF_8);
        byte[] entry = new byte[512 + (text.length + 511) / 512 * 512];
        put(entry, 0, name);
        put(entry, 100, mode);
        put(entry, 124, "%011o".formatted(text.length));
        entry[156] = (byte) type;
        put(entry, 157, link);
        System.arraycopy(text, 0, entry, 512, text.length);
        return entry;
    }

    private static void put(byte[] entry, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, entry, offset, bytes.length);
    }
}
