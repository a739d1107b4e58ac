package dev.mcpctl.daemon.server;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many servers may be starting at once. A turn that is not given back ends by itself after some
 * seconds, so that servers that never answer do not keep the others from starting.
 */
final class StartTurns {
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Semaphore free;

    StartTurns(int count) {
        this.free = new Semaphore(count, true);
    }

    /** Waits for a turn. */
    Turn take() throws InterruptedException {
        free.acquire();
        Turn turn = new Turn();
        turn.timer = Thread.ofVirtual().name("start-turn").start(turn::expire);
        return turn;
    }

    /** One turn; closing it twice is harmless. */
    final class Turn implements AutoCloseable {
        private final AtomicBoolean isOver = new AtomicBoolean();
        private Thread timer = Thread.currentThread();

        private void expire() {
            try {
                Thread.sleep(LONGEST);
                end();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void end() {
            if (isOver.compareAndSet(false, true)) {
                free.release();
            }
        }

        @Override
        public void close() {
            end();
            timer.interrupt();
        }
    }
}
