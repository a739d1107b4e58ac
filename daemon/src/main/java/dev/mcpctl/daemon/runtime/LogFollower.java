package dev.mcpctl.daemon.runtime;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The lines on their way to somebody who follows a log. Who does not keep up loses the oldest and
 * is told how many.
 */
final class LogFollower implements AutoCloseable {
    private static final int MAX_WAITING = 4_096;

    private final Optional<String> instance;
    private final Deque<String> waiting = new ArrayDeque<>(); // guarded by this
    private long lost; // guarded by this
    private boolean isClosed; // guarded by this

    LogFollower(Optional<String> instance) {
        this.instance = instance;
    }

    /**
     * @param isOneOfSeveral other instances write as well, so that the line says whose it is
     */
    synchronized void offer(String from, String line, boolean isOneOfSeveral) {
        if (instance.isPresent() && !instance.get().equals(from)) {
            return;
        }
        if (waiting.size() == MAX_WAITING) {
            waiting.removeFirst();
            lost++;
        }
        boolean isNamed = isOneOfSeveral && instance.isEmpty();
        waiting.addLast(isNamed ? ServerLog.prefix(from) + line : line);
        notifyAll();
    }

    /** Until {@link #close}, an interrupt, or the sink throws. */
    void deliver(LineSink sink) throws IOException, InterruptedException {
        for (Optional<String> line = next(); line.isPresent(); line = next()) {
            sink.line(line.get());
        }
    }

    private synchronized Optional<String> next() throws InterruptedException {
        while (waiting.isEmpty() && !isClosed) {
            wait();
        }
        if (lost > 0) {
            String gap = "[" + lost + " lines lost: the reader was too slow]";
            lost = 0;
            return Optional.of(gap);
        }
        return Optional.ofNullable(waiting.pollFirst());
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        notifyAll();
    }
}
