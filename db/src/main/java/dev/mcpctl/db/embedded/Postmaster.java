package dev.mcpctl.db.embedded;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A running server's first process.
 *
 * @param startTime in clock ticks since boot; with the pid it names one process for good
 * @param child null when an earlier JVM started it
 */
record Postmaster(long pid, long startTime, int port, @Nullable Process child) {
    private static final long LOOK_AGAIN_MILLIS = 250;

    /** What the server writes into {@code postmaster.pid}: page "pg_ctl" of its sources. */
    record PidFile(long pid, int port, boolean isReady) {
        private static final int PID = 0;
        private static final int PORT = 3;
        private static final int STATUS = 7;

        /** Empty when there is none, or when it is not written to the end yet. */
        static Optional<PidFile> read(Path data) {
            try {
                List<String> lines = Files.readAllLines(path(data));
                if (lines.size() <= PORT) {
                    return Optional.empty();
                }
                boolean isReady =
                        lines.size() > STATUS && lines.get(STATUS).strip().startsWith("ready");
                return Optional.of(
                        new PidFile(
                                Long.parseLong(lines.get(PID).strip()),
                                Integer.parseInt(lines.get(PORT).strip()),
                                isReady));
            } catch (IOException | NumberFormatException _) {
                return Optional.empty();
            }
        }

        static Path path(Path data) {
            return data.resolve("postmaster.pid");
        }
    }

    /** The living server of a data directory, whoever started it. */
    static Optional<Postmaster> of(Path data) {
        return PidFile.read(data)
                .filter(file -> ProcessTable.worksIn(file.pid(), data))
                .flatMap(file -> {
                    OptionalLong startTime = ProcessTable.startTime(file.pid());
                    return startTime.isPresent()
                            ? Optional.of(
                                    new Postmaster(
                                            file.pid(), startTime.getAsLong(), file.port(), null))
                            : Optional.empty();
                });
    }

    boolean isAlive() {
        if (child != null) {
            return child.isAlive();
        }
        OptionalLong now = ProcessTable.startTime(pid);
        return now.isPresent() && now.getAsLong() == startTime;
    }

    /** Waits until it is gone, however long that takes. */
    void awaitDeath() throws InterruptedException {
        if (child != null) {
            child.waitFor();
            return;
        }
        while (isAlive()) {
            Thread.sleep(LOOK_AGAIN_MILLIS); // the kernel tells only parents
        }
    }
}
