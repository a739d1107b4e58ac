package dev.mcpctl.api.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process and no other: process ids are used again, their start times are not.
 *
 * @param startTime clock ticks from boot to its start, field 22 of {@code /proc/PID/stat}
 */
public record ProcessIdentity(long pid, long startTime) {
    private static final int STATE = 0;
    private static final int START_TIME = 19; // field 22; the fields are counted from the third

    /**
     * The process that has this id now; empty when none has, or when it only waits to be reaped.
     */
    public static Optional<ProcessIdentity> of(long pid) {
        String stat;
        try {
            stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return Optional.empty(); // it is gone, perhaps while we read
        }
        // The name of the program is in parentheses and may hold any character.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        char state = fields[STATE].charAt(0);
        if (state == 'Z' || state == 'X' || state == 'x') {
            return Optional.empty();
        }
        return Optional.of(new ProcessIdentity(pid, Long.parseLong(fields[START_TIME])));
    }

    public static ProcessIdentity ofThisProcess() {
        return of(ProcessHandle.current().pid())
                .orElseThrow(() -> new IllegalStateException("no /proc/self/stat"));
    }

    /** False for a zombie, and for another process that got the same id. */
    public boolean isAlive() {
        // Not equals: that of a record is made at its first use, which every command would wait
        // for.
        return of(pid).filter(now -> now.startTime == startTime).isPresent();
    }
}
