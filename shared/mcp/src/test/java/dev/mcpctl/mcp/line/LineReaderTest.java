package dev.mcpctl.mcp.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

class LineReaderTest {
    /** Gives out a few bytes at a time, as a pipe may. */
    private static LineReader reader(String text, int portion, int maxBytes) {
        InputStream in =
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
                    @Override
                    public synchronized int read(byte[] into, int offset, int length) {
                        return super.read(into, offset, Math.min(length, portion));
                    }
                };
        return new LineReader(in, maxBytes);
    }

    private static String next(LineReader reader) throws IOException {
        byte[] line = reader.next();
        return line == null ? "<end>" : new String(line, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 100_000})
    void linesComeWholeHoweverTheyAreCut(int portion) throws IOException {
        String big = "x".repeat(50_000);
        LineReader reader = reader("a\n\n  \r\n" + big + "\nü\nlast", portion, 60_000);

        assertThat(next(reader)).isEqualTo("a");
        assertThat(next(reader)).isEqualTo(big);
        assertThat(next(reader)).isEqualTo("ü");
        assertThat(next(reader)).isEqualTo("last");
        assertThat(next(reader)).isEqualTo("<end>");
        assertThat(next(reader)).isEqualTo("<end>");
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 1_000, 100_000})
    void aLineThatIsTooLongIsPassedOverAndTellsItsId(int portion) throws IOException {
        String first =
                "{\"jsonrpc\":\"2.0\",\"id\":12,\"result\":{\"t\":\"" + "x".repeat(30_000) + "\"}}";
        String last =
                "{\"result\":{\"t\":\"" + "x".repeat(30_000) + "\"},\"jsonrpc\":\"2.0\",\"id\":13}";
        LineReader reader = reader(first + "\n" + last + "\nok\n", portion, 20_000);

        assertThatThrownBy(reader::next)
                .isInstanceOfSatisfying(
                        LineTooLongException.class, e -> assertThat(e.id()).contains(12L))
                .hasMessageContaining("20000");
        assertThatThrownBy(reader::next)
                .isInstanceOfSatisfying(
                        LineTooLongException.class, e -> assertThat(e.id()).contains(13L));
        assertThat(next(reader)).isEqualTo("ok");
    }

    @Test
    void anIdInsideALongMessageIsNotTakenForItsOwn() {
        String nested =
                "{\"jsonrpc\":\"2.0\",\"result\":{\"id\":5,\"t\":\""
                        + "x".repeat(1_000)
                        + "\",\"id\":6}}";

        assertThatThrownBy(reader(nested + "\n", 10_000, 500)::next)
                .isInstanceOfSatisfying(
                        LineTooLongException.class, e -> assertThat(e.id()).isEmpty());
    }
}
