package dev.mcpctl.mcp.line;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Writes lines in their order from a thread of its own, so that nobody waits for a slow reader. */
public final class LineWriter implements AutoCloseable {
    /** With more than this waiting, what can be left out is left out. */
    private static final int CROWDED_BYTES = 1024 * 1024;

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final OutputStream out;
    private final Runnable drained;
    private final Runnable broken;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> waiting = new ArrayDeque<>(); // guarded by lock
    private long
            waitingBytes; // guarded by lock, as are the three below; counts the line being written
    // too
    private boolean wasCrowded;
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

    /** Writes a line, its end included, sometime. Dropped when the stream is broken or closed. */
    public void write(byte[] line) {
        lock.lock();
        try {
            add(line);
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
        if (!isClosing && !isOver) {
            waiting.add(line);
            waitingBytes += line.length;
            changed.signalAll();
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

    /** The next line to write, once there is one; empty at the end. */
    private byte[] next(int writtenBytes) {
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
            while (waiting.isEmpty() && !isClosing) {
                changed.awaitUninterruptibly();
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
