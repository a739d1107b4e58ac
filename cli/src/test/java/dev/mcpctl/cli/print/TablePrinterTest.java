package dev.mcpctl.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

class TablePrinterTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private TablePrinter table(boolean hasHeaders) {
        return new TablePrinter(Streams.utf8(bytes), hasHeaders);
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("K-07: columns align, and no line ends in spaces")
    void columnsAlign() {
        TablePrinter table = table(true);
        table.headers(List.of("NAME", "X", "LAST"));
        table.row(List.of("a", "22", ""));
        table.row(List.of("longer", "3", "end"));

        table.flush();

        assertThat(printed()).isEqualTo("NAME     X    LAST\na        22\nlonger   3    end\n");
    }

    @Test
    @DisplayName("K-07: a cell never makes a second line, and no terminal obeys it")
    void aCellStaysOnItsLine() {
        TablePrinter table = table(false);
        table.row(List.of("a\nb\tc\u001b[31m"));

        table.flush();

        assertThat(printed()).isEqualTo("a b c?[31m\n");
    }

    @Test
    void lettersThatTakeTwoColumnsAreCountedSo() {
        TablePrinter table = table(false);
        table.row(List.of("日本", "x"));
        table.row(List.of("e\u0301\uD83D\uDE00", "y"));

        table.flush();

        assertThat(printed()).isEqualTo("日本   x\ne\u0301\uD83D\uDE00    y\n");
    }

    @Test
    void laterRowsKeepTheWidthsOfTheTable() {
        TablePrinter table = table(true);
        table.headers(List.of("NAME", "STATE"));
        table.row(List.of("longer-name", "up"));
        table.flush();
        bytes.reset();

        table.row(List.of("a", "down"));
        table.flush();

        assertThat(printed()).isEqualTo("a             down\n");
    }
}
