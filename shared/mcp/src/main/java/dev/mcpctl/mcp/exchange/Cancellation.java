package dev.mcpctl.mcp.exchange;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Whether somebody still wants the answer. Cancelled at most once; safe on any thread. */
public final class Cancellation {
    private final List<Runnable> reactions = new ArrayList<>(2); // guarded by this
    private @Nullable String reason; // guarded by this

    /** Something registered that can be taken back. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Runs what was registered, on this thread. A second call does nothing. */
    public void cancel(String why) {
        List<Runnable> due;
        synchronized (this) {
            if (reason != null) {
                return;
            }
            reason = why;
            due = List.copyOf(reactions);
            reactions.clear();
        }
        due.forEach(Runnable::run);
    }

    /**
     * Runs {@code reaction} on cancellation, at once when that has already been. It must not block.
     */
    public Registration onCancel(Runnable reaction) {
        synchronized (this) {
            if (reason == null) {
                reactions.add(reaction);
                return () -> {
                    synchronized (this) {
                        reactions.remove(reaction);
                    }
                };
            }
        }
        reaction.run();
        return () -> {};
    }

    public synchronized boolean isCancelled() {
        return reason != null;
    }

    /** Why, or the empty text. */
    public synchronized String reason() {
        return reason == null ? "" : reason;
    }
}
