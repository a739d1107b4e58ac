package dev.mcpctl.api.home;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock that the kernel gives up when its process ends, however it ends. The file stays; it holds
 * the id of the process that locked it last. Children do not inherit it.
 */
public final class ProgramLock implements AutoCloseable {
    // A POSIX lock is lost when its process closes any descriptor of the file, so a file that this
    // process holds must not be opened again, not even to read it.
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();
    private static final long RETRY_MILLIS = 20;

    private final Path file;
    private final FileChannel channel;

    private ProgramLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Locks the home for one program, for as long as the process lives or until {@link #close}.
     *
     * @throws Problem LOCAL that names the process which has it
     */
    public static ProgramLock acquire(Home home, Program program) {
        Path file = home.lock(program);
        return tryAcquire(home, file)
                .orElseThrow(() -> {
                    String holder =
                            holder(file).map(process -> " (pid " + process.pid() + ")").orElse("");
                    return new Problem(
                            ProblemType.LOCAL,
                            program.label() + " runs already for " + home.directory() + holder);
                });
    }

    /** Waits for a lock that is held only for moments; a Problem LOCAL when it stays taken. */
    public static ProgramLock await(Home home, Path file, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            Optional<ProgramLock> lock = tryAcquire(home, file);
            if (lock.isPresent()) {
                return lock.get();
            }
            if (System.nanoTime() > deadline) {
                throw new Problem(ProblemType.LOCAL, file + " is locked by another process");
            }
            try {
                Thread.sleep(RETRY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Problem(ProblemType.LOCAL, "interrupted while waiting for " + file, e);
            }
        }
    }

    /** Empty when another process, or this one, has it. */
    public static Optional<ProgramLock> tryAcquire(Home home, Path file) {
        home.makeDirectory(AtomicFile.directoryOf(file));
        if (!HELD_HERE.add(file)) {
            return Optional.empty();
        }
        boolean isLocked = false;
        try {
            FileChannel channel =
                    FileChannel.open(
                            file,
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            try {
                isLocked = channel.tryLock() != null;
                if (isLocked) {
                    writeHolder(channel);
                    return Optional.of(new ProgramLock(file, channel));
                }
            } finally {
                if (!isLocked) {
                    channel.close();
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new Problem(ProblemType.LOCAL, "cannot lock " + file + ": " + e.getMessage(), e);
        } finally {
            if (!isLocked) {
                HELD_HERE.remove(file);
            }
        }
    }

    /** The living process that has locked {@code file}; empty when nobody has. */
    public static Optional<ProcessIdentity> holder(Path file) {
        if (HELD_HERE.contains(file)) {
            return Optional.of(ProcessIdentity.ofThisProcess());
        }
        try {
            String[] words = Files.readString(file).strip().split(" ", -1);
            return words.length == 2
                    ? Optional.of(
                                    new ProcessIdentity(
                                            Long.parseLong(words[0]), Long.parseLong(words[1])))
                            .filter(ProcessIdentity::isAlive)
                    : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.truncate(0);
            channel.close();
        } catch (IOException e) {
            // The kernel lets go of it when the process ends.
        } finally {
            HELD_HERE.remove(file);
        }
    }

    private static void writeHolder(FileChannel channel) throws IOException {
        ProcessIdentity self = ProcessIdentity.ofThisProcess();
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(
                        (self.pid() + " " + self.startTime() + "\n")
                                .getBytes(StandardCharsets.US_ASCII)));
    }
}
