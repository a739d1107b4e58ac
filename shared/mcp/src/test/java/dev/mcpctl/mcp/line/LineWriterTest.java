package dev.mcpctl.mcp.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

class LineWriterTest {
    private static final String WRITER = "the-writer";

    private final Recorder out = new Recorder();
    private final AtomicReference<String> brokenOn = new AtomicReference<>();
    private final LineWriter writer = writer(out);

    private LineWriter writer(OutputStream to) {
        return new LineWriter(
                to,
                Thread.ofPlatform().daemon().name(WRITER).factory(),
                () -> {},
                () -> brokenOn.set(Thread.currentThread().getName()));
    }

    @AfterEach
    void close() {
        writer.abandon();
    }

    @Test
    void aLineIsWrittenAtOnceWhileTheReaderKeepsUp() {
        String here = Thread.currentThread().getName();

        long first = writer.write(line("first"));
        await().until(() -> out.lines.size() == 1);
        writer.wasRead(first);
        long second = writer.write(line("second"));

        assertThat(out.lines).containsExactly("first", "second");
        assertThat(out.threads).containsExactly(WRITER, here);
        assertThat(second).isEqualTo("first\nsecond\n".length());
    }

    @Test
    void whoBringsALineNeverWaitsForAReaderThatDoesNotRead() throws Exception {
        try (var end = new PipedInputStream(4096);
                var pipe = new PipedOutputStream(end)) {
            LineWriter slow = writer(pipe);
            slow.wasRead(slow.write(line("x")));
            assertThat(end.read()).isEqualTo('x');
            assertThat(end.read()).isEqualTo('\n');

            for (int i = 0; i < 1000; i++) {
                slow.write(line("number " + i));
            }

            for (int i = 0; i < 1000; i++) {
                byte[] expected = line("number " + i);
                assertThat(end.readNBytes(expected.length)).isEqualTo(expected);
            }
            slow.abandon();
        }
    }

    @Test
    void linesKeepTheirOrderHoweverTheyAreWritten() {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            String line = "line " + i;
            expected.append(line).append(',');
            long taken = writer.write(line(line));
            if (i % 7 == 0) {
                writer.wasRead(taken);
            }
        }

        await().until(() -> out.lines.size() == 5000);
        assertThat(String.join(",", out.lines) + ",").isEqualTo(expected.toString());
        assertThat(out.threads).contains(WRITER, Thread.currentThread().getName());
    }

    @Test
    void aStreamThatBreaksAtOnceIsToldOfAsAnyOther() {
        writer.wasRead(writer.write(line("first")));
        await().until(() -> out.lines.size() == 1);
        out.isBroken = true;

        writer.write(line("second"));
        writer.write(line("third"));

        await().until(() -> brokenOn.get() != null);
        assertThat(brokenOn).hasValue(WRITER);
        assertThat(out.lines).containsExactly("first");
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static final class Recorder extends OutputStream {
        final List<String> lines = new CopyOnWriteArrayList<>();
        final List<String> threads = new CopyOnWriteArrayList<>();
        volatile boolean isBroken;

        @Override
        public void write(int b) {
            throw new AssertionError("lines are written whole");
        }

        @Override
        public void write(byte[] line) throws IOException {
            if (isBroken) {
                throw new IOException("Broken pipe");
            }
            threads.add(Thread.currentThread().getName());
            lines.add(new String(line, StandardCharsets.UTF_8).strip());
        }
    }
}
