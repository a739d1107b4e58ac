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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
        assertThat(writer.write(line("first"))).isEqualTo("first\n".length());

        untilOneIsWrittenHere(1);

        assertThat(out.threads).startsWith(WRITER).endsWith(Thread.currentThread().getName());
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
        for (int i = 0; i < 5000; i++) {
            long taken = writer.write(line("line " + i));
            if (i % 7 == 0) {
                writer.wasRead(taken);
            }
        }

        int written = untilOneIsWrittenHere(5000);

        assertThat(String.join(",", out.lines))
                .isEqualTo(
                        IntStream.range(0, written)
                                .mapToObj(i -> "line " + i)
                                .collect(Collectors.joining(",")));
        assertThat(out.threads).contains(WRITER);
    }

    /** Writes on, as a reader that keeps up lets it; the number of the next line. */
    private int untilOneIsWrittenHere(int firstLine) {
        var next = new AtomicInteger(firstLine);
        await().pollInSameThread()
                .until(() -> {
                    writer.wasRead(writer.write(line("line " + next.getAndIncrement())));
                    return out.threads.getLast().equals(Thread.currentThread().getName());
                });
        return next.get();
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
