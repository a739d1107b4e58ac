package dev.mcpctl.daemon.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The log of one run being written: every line with the moment it came. When it is full it becomes
 * the older part and a new one begins. One thread writes.
 */
public final class RunLog implements AutoCloseable {
    private static final long MAX_PART_BYTES = 2 * 1024 * 1024;
    private static final int MAX_LINE_BYTES = 16 * 1024;

    private final RunFile file;
    private final Clock clock;
    private final ReentrantLock lock; // the server's: guards the files and the followers' order
    private final Set<LogFollower> followers;
    private final Set<RunFile> open; // guarded by lock; of all instances of the server
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private OutputStream out;
    private long writtenBytes;

    RunLog(
            RunFile file,
            Clock clock,
            ReentrantLock lock,
            Set<LogFollower> followers,
            Set<RunFile> open)
            throws IOException {
        this.file = file;
        this.clock = clock;
        this.lock = lock;
        this.followers = followers;
        this.open = open;
        this.out = open();
    }

    /** Copies until the end of the stream; a disk that is full costs lines, never the server. */
    void copy(InputStream from) {
        byte[] chunk = new byte[8 * 1024];
        try (from) {
            for (int count = from.read(chunk); count >= 0; count = from.read(chunk)) {
                append(chunk, count);
            }
        } catch (IOException e) {
            // The process is gone and its pipe with it.
        }
        close();
    }

    /** The next bytes, lines or parts of them. */
    public void append(byte[] chunk, int count) {
        lock.lock();
        try {
            ByteArrayOutputStream lines = new ByteArrayOutputStream(count + 64);
            for (int i = 0; i < count; i++) {
                if (chunk[i] == '\n' || line.size() >= MAX_LINE_BYTES) {
                    endLine(lines);
                }
                if (chunk[i] != '\n') {
                    line.write(chunk[i]);
                }
            }
            write(lines);
        } finally {
            lock.unlock();
        }
    }

    private void endLine(ByteArrayOutputStream lines) {
        String text = line.toString(StandardCharsets.UTF_8);
        if (text.endsWith("\r")) {
            text = text.substring(0, text.length() - 1);
        }
        line.reset();
        String now = clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
        lines.writeBytes((now + " " + text + "\n").getBytes(StandardCharsets.UTF_8));
        for (LogFollower follower : followers) {
            follower.offer(file.instance(), text, open.size() > 1);
        }
    }

    private void write(ByteArrayOutputStream lines) {
        try {
            lines.writeTo(out);
            writtenBytes += lines.size();
            if (writtenBytes > MAX_PART_BYTES) {
                out.close();
                Files.move(file.current(), file.older(), StandardCopyOption.REPLACE_EXISTING);
                out = open();
                writtenBytes = 0;
            }
        } catch (IOException e) {
            // Lines are lost; the reader of the log sees the gap, the server does not.
            writtenBytes = 0;
        }
    }

    private OutputStream open() throws IOException {
        return Files.newOutputStream(
                file.current(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            open.remove(file);
            if (line.size() > 0) {
                ByteArrayOutputStream rest = new ByteArrayOutputStream();
                endLine(rest);
                write(rest);
            }
            out.close();
        } catch (IOException e) {
            // Everything was written before; nothing depends on the close.
        } finally {
            lock.unlock();
        }
    }
}
