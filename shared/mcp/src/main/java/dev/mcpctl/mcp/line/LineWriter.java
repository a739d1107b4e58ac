package dev.mcpctl.mcp.line;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes lines in their order, so that nobody waits for a slow reader: from a thread of its own, or
 * at once while what the reader has not read yet is certain to fit into the pipe.
 */
public final class LineWriter implements AutoCloseable {
    /** With more than this waiting, what can be left out is left out. */
    private static final int CROWDED_BYTES = 1024 * 1024;

    /** What a pipe holds at least, wherever there are pipes (POSIX: PIPE_BUF). */
    private static final int PIPE_BYTES = 4096;

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final OutputStream out;
    private final Runnable drained;
    private final Runnable broken;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> waiting = new ArrayDeque<>(); // guarded by lock
    private long waitingBytes; // guarded by lock, as is all below; with the line being written
    private long takenBytes; // all that was taken, from the beginning
    private long readBytes; // of these, what the reader is known to have read
    private boolean isReaderHeardOf;
    private boolean wasCrowded;
    private boolean isBroken;
    private boolean isClosing;
    private boolean isOver;

    /**
     * @param drained called on the writer's thread when, after lines had to be refused, the reader
     *     has caught up
     * @param broken called on the writer's thread when the stream takes no more
     */
    public LineWriter(OutputStream out, ThreadFactory threads, Runnable drained, Runnable broken) {
        this.out = out;
        this.drained = drained;
        this.broken = broken;
        threads.newThread(this::run).start();
    }

    /**
     * Writes a line, its end included, sometime. Dropped when the stream is broken or closed.
     *
     * @return how many bytes were taken with it, for {@link #wasRead}
     */
    public long write(byte[] line) {
        lock.lock();
        try {
            add(line);
            return takenBytes;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #write}, but false, and nothing done, when too much waits already. */
    public boolean offer(byte[] line) {
        lock.lock();
        try {
            if (waitingBytes > CROWDED_BYTES) {
                wasCrowded = true;
                return false;
            }
            add(line);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void add(byte[] line) {
        if (isClosing || isOver || isBroken) {
            return;
        }
        takenBytes += line.length;
        if (isReaderHeardOf && waitingBytes == 0 && takenBytes - readBytes <= PIPE_BYTES) {
            writeAtOnce(line);
        } else {
            waiting.add(line);
            waitingBytes += line.length;
            changed.signalAll();
        }
    }

    private void writeAtOnce(byte[] line) {
        try {
            out.write(line);
            out.flush();
        } catch (IOException | RuntimeException gone) {
            isBroken = true;
            changed.signalAll();
        }
    }

    /**
     * The reader has read the first so many bytes, as an answer to one of the lines shows. Lets the
     * next lines be written at once, on the threads of those who bring them.
     */
    public void wasRead(long bytes) {
        lock.lock();
        try {
            readBytes = Math.max(readBytes, bytes);
            isReaderHeardOf = true;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            for (byte[] line = next(0); line.length > 0; line = next(line.length)) {
                out.write(line);
                if (hasNothingWaiting()) {
                    out.flush();
                }
            }
            out.flush();
        } catch (IOException | RuntimeException gone) {
            broken.run();
        } finally {
            over();
        }
    }

    /**
     * The next line to write, once there is one; empty at the end.
     *
     * @throws IOException when a line could not be written at once
     */
    private byte[] next(int writtenBytes) throws IOException {
        boolean hasCaughtUp;
        lock.lock();
        try {
            waitingBytes -= writtenBytes;
            hasCaughtUp = wasCrowded && waiting.isEmpty();
            wasCrowded &= !hasCaughtUp;
        } finally {
            lock.unlock();
        }
        if (hasCaughtUp) {
            drained.run();
        }
        lock.lock();
        try {
            while (waiting.isEmpty() && !isClosing && !isBroken) {
                changed.awaitUninterruptibly();
            }
            if (isBroken) {
                throw new IOException("broken");
            }
            byte[] line = waiting.poll();
            return line == null ? new byte[0] : line;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasNothingWaiting() {
        lock.lock();
        try {
            return waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void over() {
        lock.lock();
        try {
            isOver = true;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes no more; returns when what waits is written or a short time has passed. The stream
     * stays open.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosing = true;
            changed.signalAll();
            long left = LAST_WORDS.toNanos();
            while (!isOver && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more and waits for nothing. */
    public void abandon() {
        lock.lock();
        try {
            isClosing = true;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
