package dev.mcpctl.cli.up;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** One line on a terminal that says what takes longer than a second; nothing elsewhere. */
final class Progress implements AutoCloseable {
    private static final long SILENT_NANOS = Duration.ofSeconds(1).toNanos();
    private static final String START_AND_CLEAR = "\r\u001b[K";

    private final PrintStream err;
    private final boolean isTerminal;
    private final long startedAt = System.nanoTime();
    private String shown = "";

    private Progress(PrintStream err, boolean isTerminal) {
        this.err = err;
        this.isTerminal = isTerminal;
    }

    /** For the standard error of this process. */
    static Progress on(PrintStream err) {
        return new Progress(err, isTerminal());
    }

    void show(String what) {
        long elapsed = System.nanoTime() - startedAt;
        if (!isTerminal || elapsed < SILENT_NANOS) {
            return;
        }
        String line = what + " (" + Duration.ofNanos(elapsed).toSeconds() + " s)";
        if (!line.equals(shown)) {
            err.print(START_AND_CLEAR + line);
            err.flush();
            shown = line;
        }
    }

    /** Removes the line, so that something else can be printed. */
    void clear() {
        if (!shown.isEmpty()) {
            err.print(START_AND_CLEAR);
            err.flush();
            shown = "";
        }
    }

    @Override
    public void close() {
        clear();
    }

    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }
}
