package dev.mcpctl.daemon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.api.problem.Problem;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class LogsIT {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir Path directory;
    private InstanceLogs logs;

    @BeforeEach
    void makeLogs() {
        logs = at(NOON);
    }

    @Test
    void theLastLinesOfThePresentRunAreReadWithoutTheirTime() throws Exception {
        write("one\ntwo\r\nthree\nfour without end", "files-1");

        assertThat(read(LogQuery.last(2))).containsExactly("three", "four without end");
        assertThat(read(LogQuery.all())).containsExactly("one", "two", "three", "four without end");
    }

    @Test
    void sinceDropsOlderLines() throws Exception {
        RunLog run = logs.begin("files", "files-1");
        run.copy(bytes("early\n"));
        logs = at(NOON.plusSeconds(60));
        Path file;
        try (var files = Files.list(directory.resolve("files"))) {
            file = files.findFirst().orElseThrow();
        }
        Files.writeString(file, NOON.plusSeconds(60) + " late\n", StandardOpenOption.APPEND);

        List<String> lines =
                read(
                        new LogQuery(
                                OptionalInt.empty(),
                                Optional.of(NOON.plusSeconds(30)),
                                false,
                                false,
                                Optional.empty()));

        assertThat(lines).containsExactly("late");
    }

    @Test
    void thePreviousRunIsKeptAndTheOneBeforeItIsNot() throws Exception {
        write("first\n", "files-1");
        write("second\n", "files-1");
        write("third\n", "files-2");

        assertThat(read(LogQuery.all())).containsExactly("third");
        assertThat(read(previous())).containsExactly("second");
        try (Stream<Path> files = Files.list(directory.resolve("files"))) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    @DisplayName("M-073: lines of several instances are mixed by time and say whose they are")
    void severalInstancesAreMixedByTime() throws Exception {
        logs = new InstanceLogs(directory, new Ticking());
        RunLog one = logs.begin("many", "many-1");
        RunLog two = logs.begin("many", "many-2");
        RunLog three = logs.begin("many", "many-3");
        List<String> followed = new CopyOnWriteArrayList<>();
        Thread follower = Thread.ofVirtual().start(() -> follow("many", followed));

        append(one, "first");
        append(two, "second");
        append(one, "third");
        append(three, "fourth");

        assertThat(read("many", LogQuery.all()))
                .containsExactly(
                        "[many-1] first", "[many-2] second", "[many-1] third", "[many-3] fourth");
        assertThat(read("many", LogQuery.last(2)))
                .containsExactly("[many-1] third", "[many-3] fourth");
        assertThat(logs.last("many", "many-1", 5)).containsExactly("first", "third");
        await().until(() -> followed.contains("[many-3] fourth"));
        follower.interrupt();
        one.close();
        append(logs.begin("many", "many-1"), "again");
        assertThat(logs.last("many", "many-2", 5)).as("of one that goes on").contains("second");
        assertThat(
                        read(
                                "many",
                                new LogQuery(
                                        OptionalInt.empty(),
                                        Optional.empty(),
                                        true,
                                        false,
                                        Optional.empty())))
                .containsExactly("first", "third");
    }

    /** A millisecond later whenever it is asked. */
    private static final class Ticking extends Clock {
        private final AtomicLong millis = new AtomicLong(NOON.toEpochMilli());

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis.incrementAndGet());
        }
    }

    private void follow(String server, List<String> lines) {
        try {
            logs.read(
                    server,
                    new LogQuery(
                            OptionalInt.empty(), Optional.empty(), false, true, Optional.empty()),
                    lines::add);
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void append(RunLog log, String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        log.append(bytes, bytes.length);
    }

    @Test
    void withoutAPreviousRunThatIsSaid() throws Exception {
        write("first\n", "files-1");

        assertThatThrownBy(() -> read(previous()))
                .isInstanceOf(Problem.class)
                .hasMessage("server \"files\" has no previous run whose log is kept");
    }

    @Test
    void aNoisyServerFillsABoundedSpace() throws Exception {
        String line = "x".repeat(999) + "\n";
        write(line.repeat(12_000), "files-1");

        long bytes = 0;
        try (Stream<Path> files = Files.list(directory.resolve("files"))) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        assertThat(bytes).isBetween(2_000_000L, 5_000_000L);
        assertThat(read(LogQuery.last(3))).hasSize(3);
    }

    @Test
    void aFollowerGetsWhatWasWrittenAndWhatComesOverRestarts() throws Exception {
        PipedOutputStream stderr = new PipedOutputStream();
        PipedInputStream from = new PipedInputStream(stderr);
        RunLog run = logs.begin("files", "files-1");
        Thread pump = Thread.ofVirtual().start(() -> run.copy(from));
        stderr.write(bytes("old\n").readAllBytes());
        stderr.flush();
        await().until(() -> read(LogQuery.all()).equals(List.of("old")));
        List<String> followed = new CopyOnWriteArrayList<>();
        Thread follower = follow(followed);
        await().until(() -> followed.contains("old"));

        stderr.write(bytes("new\n").readAllBytes());
        stderr.close();
        pump.join();
        write("of the next run\n", "files-1");

        await().until(() -> followed.equals(List.of("old", "new", "of the next run")));
        logs.forget("files");
        assertThat(follower.join(Duration.ofSeconds(5))).isTrue();
        assertThat(directory.resolve("files")).doesNotExist();
    }

    @Test
    void aFollowerThatDoesNotKeepUpIsToldWhatItLost() throws Exception {
        List<String> followed = new CopyOnWriteArrayList<>();
        LogFollower follower = new LogFollower(Optional.empty());
        IntStream.range(0, 5_000).forEach(i -> follower.offer("files-1", "line " + i, false));
        follower.close();

        follower.deliver(followed::add);

        assertThat(followed).hasSize(4_097);
        assertThat(followed.getFirst()).isEqualTo("[904 lines lost: the reader was too slow]");
        assertThat(followed.getLast()).isEqualTo("line 4999");
    }

    private Thread follow(List<String> into) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        logs.read(
                                "files",
                                new LogQuery(
                                        OptionalInt.empty(),
                                        Optional.empty(),
                                        false,
                                        true,
                                        Optional.empty()),
                                into::add);
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private static LogQuery previous() {
        return new LogQuery(OptionalInt.empty(), Optional.empty(), true, false, Optional.empty());
    }

    private InstanceLogs at(Instant now) {
        return new InstanceLogs(directory, Clock.fixed(now, ZoneOffset.UTC));
    }

    private void write(String text, String instance) throws IOException {
        logs.begin("files", instance).copy(bytes(text));
    }

    private List<String> read(LogQuery query) throws IOException, InterruptedException {
        return read("files", query);
    }

    private List<String> read(String server, LogQuery query)
            throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        logs.read(server, query, lines::add);
        return lines;
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
