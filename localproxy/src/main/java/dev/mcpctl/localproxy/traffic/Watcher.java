package dev.mcpctl.localproxy.traffic;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Somebody who watches: {@link #next} is for one thread, {@link #close} for any. */
public final class Watcher implements AutoCloseable {
    private static final int MAX_WAITING = 4_096;
    private static final long MAX_WAITING_BYTES = 16L * 1024 * 1024;

    private final Optional<String> project;
    private final Consumer<Watcher> onClose;
    private final BlockingQueue<SeenMessage> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    Watcher(Optional<String> project, Consumer<Watcher> onClose) {
        this.project = project;
        this.onClose = onClose;
    }

    void offer(SeenMessage message) {
        if (project.isPresent() && !project.get().equals(message.project())) {
            return;
        }
        int bytes = message.traffic().bytes();
        boolean hasRoom = waitingBytes.addAndGet(bytes) <= MAX_WAITING_BYTES;
        if (!hasRoom || !waiting.offer(message)) {
            waitingBytes.addAndGet(-bytes);
            dropped.incrementAndGet();
        }
    }

    /** The next message; empty when none came in time. */
    public Optional<SeenMessage> next(Duration atMost) throws InterruptedException {
        SeenMessage message = waiting.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (message != null) {
            waitingBytes.addAndGet(-message.traffic().bytes());
        }
        return Optional.ofNullable(message);
    }

    /** How many messages found no room since this was last asked. */
    public long takeDropped() {
        return dropped.getAndSet(0);
    }

    @Override
    public void close() {
        onClose.accept(this);
        waiting.clear();
    }
}
