package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A request that was sent and not yet answered. One thread waits, others tell. */
final class Pending implements Attribution.Asked {
    final long id;
    final String method;
    final String principal;
    private final RequestMeta meta;
    private final Consumer<Notification> stream;
    private final AtomicBoolean isParked; // of this and all that it is continued by
    private final CompletableFuture<Response> answer = new CompletableFuture<>();

    /** How far the carrier's stream had come with it; zero until it was sent. */
    volatile long extent;

    /** Of which task it waits for the result; empty for any other request. */
    volatile String task = "";

    /** How much the server has asked about it since somebody waited here. */
    volatile int asked;

    private volatile long lastHeardNanos = System.nanoTime();

    /**
     * @param principal on whose behalf; empty for what we ask for ourselves
     * @param stream takes what the server says about this request before its answer
     */
    Pending(
            long id,
            String method,
            String principal,
            RequestMeta meta,
            Consumer<Notification> stream) {
        this(id, method, principal, meta, stream, new AtomicBoolean());
    }

    private Pending(
            long id,
            String method,
            String principal,
            RequestMeta meta,
            Consumer<Notification> stream,
            AtomicBoolean isParked) {
        this.id = id;
        this.method = method;
        this.principal = principal;
        this.meta = meta;
        this.stream = stream;
        this.isParked = isParked;
    }

    /** What to wait for when the server asks something in between. */
    Pending continued() {
        var rest = new Pending(id, method, principal, meta, stream, isParked);
        rest.extent = extent;
        rest.task = task;
        rest.asked = asked + 1;
        return rest;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String principal() {
        return principal;
    }

    @Override
    public String task() {
        return task;
    }

    @Override
    public boolean isParked() {
        return isParked.get();
    }

    /** Whether the server waits for an answer of the client's, so that nobody waits here. */
    void parked(boolean now) {
        isParked.set(now);
    }

    void answered(Response response) {
        answer.complete(response);
    }

    void failed(McpException why) {
        answer.completeExceptionally(why);
    }

    boolean isDone() {
        return answer.isDone();
    }

    /** Runs {@code reaction} when it is answered or has failed; at once when that has been. */
    void onAnswer(Runnable reaction) {
        var _ = answer.whenComplete((_, _) -> reaction.run());
    }

    boolean wantsLog() {
        return meta.logLevel() != null;
    }

    /** Something for this request. Progress shows life: it starts the patience anew. */
    void told(Notification notification) {
        if (notification.method().equals(Methods.PROGRESS)) {
            lastHeardNanos = System.nanoTime();
        }
        stream.accept(notification);
    }

    /** The answer, for who waits for other things too. */
    CompletableFuture<Response> answer() {
        return answer;
    }

    /**
     * Blocks for the answer.
     *
     * @param patience how long the server may be silent
     * @throws CancelledException when the client gave up
     * @throws TimeoutException when the deadline has passed or the server was silent for too long
     * @throws McpException when the connection failed
     */
    Response await(Deadline deadline, Duration patience, Cancellation cancellation)
            throws TimeoutException {
        try (var _ =
                        cancellation.onCancel(() ->
                                answer.completeExceptionally(
                                        new CancelledException(cancellation.reason())));
                var _ =
                        Alarm.set(
                                () -> end(deadline, patience),
                                () -> answer.completeExceptionally(new TimeoutException()))) {
            return answer.get();
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case McpException cause -> throw cause;
                case TimeoutException late -> throw late;
                case null, default -> throw new IllegalStateException(failed.getCause());
            }
        } catch (InterruptedException stop) {
            if (!cancellation.isCancelled()) {
                Thread.currentThread().interrupt();
            }
            throw new CancelledException(cancellation.reason());
        }
    }

    /** When it is over, unless something is heard until then; by {@link System#nanoTime}. */
    private long end(Deadline deadline, Duration patience) {
        long now = System.nanoTime();
        long silent = now - lastHeardNanos;
        return now + Math.min(deadline.remaining().toNanos(), patience.toNanos() - silent);
    }
}
