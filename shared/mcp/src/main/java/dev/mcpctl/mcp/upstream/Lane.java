package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.message.McpException;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many calls a server has at once that it may ask about. Where that is one, a question always
 * has a call to belong to; who comes meanwhile waits for their turn, in order. Any thread.
 */
final class Lane {
    private final String server;
    private final Duration patience;
    private final Semaphore free;

    /** Gives the turn back; to be closed once. */
    @FunctionalInterface
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    private Lane(String server, UpstreamSettings settings, int calls) {
        this.server = server;
        this.patience = settings.requestTimeout();
        this.free = new Semaphore(calls, true);
    }

    static Lane of(String server, UpstreamSettings settings) {
        return new Lane(server, settings, settings.isForOneCaller() ? 1 : Integer.MAX_VALUE);
    }

    /**
     * Waits for a turn.
     *
     * @throws CancelledException when the client gave up
     * @throws McpException when the call's time is over first
     */
    Turn enter(Call call) {
        Duration rest = call.deadline().orAfter(patience).remaining();
        try {
            if (!free.tryAcquire(rest.toNanos(), TimeUnit.NANOSECONDS)) {
                throw McpException.upstream(
                        server,
                        "server \""
                                + server
                                + "\" is busy: it takes one call at a time, and an earlier one of"
                                + " the same caller is open");
            }
            return free::release;
        } catch (InterruptedException givenUp) {
            if (!call.cancellation().isCancelled()) {
                Thread.currentThread().interrupt();
            }
            throw new CancelledException(call.cancellation().reason());
        }
    }
}
