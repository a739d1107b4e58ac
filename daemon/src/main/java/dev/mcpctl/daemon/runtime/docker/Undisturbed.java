package dev.mcpctl.daemon.runtime.docker;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work at an engine that an interrupt of the caller does not cut off: a request that is given up
 * half way leaves a container of which nobody knows. The caller waits, and is interrupted then.
 */
final class Undisturbed {
    private Undisturbed() {}

    /**
     * Some work.
     *
     * @param <E> what it throws besides unchecked exceptions
     */
    @FunctionalInterface
    interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /** Runs it on a thread of that name and answers, or throws, as it does. */
    @SuppressWarnings("unchecked") // what is checked and thrown by a Work<T, E> is an E
    static <T, E extends Exception> T run(String name, Work<T, E> work) throws E {
        FutureTask<T> task = new FutureTask<>(work::run);
        Thread _ = Thread.ofVirtual().name(name).start(task);
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof Error error) {
                        throw error;
                    }
                    if (e.getCause() instanceof RuntimeException unchecked) {
                        throw unchecked;
                    }
                    throw (E) e.getCause();
                }
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
