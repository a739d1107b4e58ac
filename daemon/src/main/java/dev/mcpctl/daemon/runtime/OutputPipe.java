package dev.mcpctl.daemon.runtime;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a process writes that may outlive this program: a pipe with a name. The process holds both
 * ends of it, so that it writes on when this program is gone, and the next one reads from where
 * this one stopped.
 */
final class OutputPipe implements AutoCloseable {
    private static final int PUMP_STACK_BYTES = 128 * 1024;
    private static final int OWNER_ONLY = 0600;

    // int mkfifo(const char *pathname, mode_t mode)
    // https://man7.org/linux/man-pages/man3/mkfifo.3.html
    private static final MethodHandle MAKE = makeFunction();

    private final Path file;
    private final RandomAccessFile held; // while it is open the reader sees no end

    private OutputPipe(Path file) throws IOException {
        this.file = file;
        this.held = new RandomAccessFile(file.toFile(), "rw"); // both ends, so that it never waits
    }

    /** A new one, in place of what may be there. */
    static OutputPipe make(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.deleteIfExists(file);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(file.toString());
            int failed = (int) MAKE.invokeExact(name, OWNER_ONLY);
            if (failed != 0) {
                throw new IOException("cannot make the pipe " + file);
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("mkfifo(3) cannot be called", e);
        }
        return new OutputPipe(file);
    }

    /** The one that a process has been writing to. */
    static OutputPipe of(Path file) throws IOException {
        return Files.exists(file) ? new OutputPipe(file) : make(file);
    }

    /** What to put before a program so that it writes here and reads nothing. */
    List<String> redirecting() {
        return List.of("/bin/sh", "-c", "exec \"$@\" </dev/null 1<>\"$0\" 2>&1", file.toString());
    }

    /** Copies what comes until {@link #close}, on a thread of its own. */
    void copyTo(RunLog log, String instance) throws IOException {
        FileInputStream in = new FileInputStream(file.toFile());
        // A platform thread: a read from a pipe would hold a carrier of the virtual ones.
        Thread.ofPlatform()
                .daemon()
                .name("output-" + instance)
                .stackSize(PUMP_STACK_BYTES)
                .start(() -> log.copy(in));
    }

    /** The process is gone: what it wrote is read to its end. A second call is harmless. */
    @Override
    public void close() {
        try {
            held.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The next instance has a name, and so a pipe, of its own.
        }
    }

    @SuppressWarnings("restricted") // one function of libc, with a path and an int
    private static MethodHandle makeFunction() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find("mkfifo").orElseThrow(),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    }
}
