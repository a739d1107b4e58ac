package dev.mcpctl.db.embedded;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One opener for one directory; the kernel lets go of it when we die. The file names the holder.
 *
 * @param channel must stay open while the lock is held
 */
record DirectoryLock(Path directory, FileChannel channel) implements AutoCloseable {
    // The kernel drops a process's locks on a file as soon as the process closes any descriptor of
    // it, so a directory that this JVM holds must be refused before its file is opened again.
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    /**
     * Takes the lock or says who has it.
     *
     * @param directory a real path
     */
    static DirectoryLock taken(Path directory) throws IOException {
        if (!HELD_HERE.add(directory)) {
            throw held(directory, Long.toString(ProcessHandle.current().pid()));
        }
        boolean isTaken = false;
        try {
            DirectoryLock lock = locked(directory);
            isTaken = true;
            return lock;
        } finally {
            if (!isTaken) {
                HELD_HERE.remove(directory);
            }
        }
    }

    private static DirectoryLock locked(Path directory) throws IOException {
        Path file = directory.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw held(directory, Files.readString(file).strip());
        }
        channel.truncate(0);
        byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
        channel.write(ByteBuffer.wrap(pid));
        return new DirectoryLock(directory, channel);
    }

    private static Problem held(Path directory, String holder) {
        return new Problem(
                ProblemType.LOCAL,
                "the database in " + directory + " is open in process " + holder);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD_HERE.remove(directory);
        }
    }
}
