package dev.mcpctl.db.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@code /proc} says about processes that are not our children. A zombie counts as gone:
 * {@code ProcessHandle.isAlive} would say otherwise until somebody reaps it.
 */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    private static final int STATE = 0; // fields after the command's name, from field 3 on
    private static final int START_TIME = 19;

    private ProcessTable() {}

    /** The living processes that work in a directory. */
    static List<Long> workingIn(Path directory) {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (worksIn(pid, directory)) {
                    pids.add(pid);
                }
            }
        } catch (IOException _) {
            return List.of();
        }
        return pids;
    }

    static boolean worksIn(long pid, Path directory) {
        return link(pid, "cwd").filter(directory::equals).isPresent();
    }

    /** The file that a process runs; empty when it is gone or not ours to see. */
    static Optional<Path> program(long pid) {
        return link(pid, "exe");
    }

    /** When a living process started, in clock ticks since boot; empty when it is gone. */
    static OptionalLong startTime(long pid) {
        try {
            String line =
                    Files.readString(
                            PROC.resolve(Long.toString(pid)).resolve("stat"),
                            StandardCharsets.ISO_8859_1);
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return fields[STATE].equals("Z") || fields[STATE].equals("X")
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(fields[START_TIME]));
        } catch (IOException _) {
            return OptionalLong.empty();
        }
    }

    private static Optional<Path> link(long pid, String name) {
        try {
            return Optional.of(
                    Files.readSymbolicLink(PROC.resolve(Long.toString(pid)).resolve(name)));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
