package dev.mcpctl.mcp.exchange;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One request on its way in, in modern form. What a filter or a router changes makes a new call
 * that shares id, deadline, cancellation and stream with the one it came from.
 *
 * @param id unique in this process; correlates what is seen of one call at several places
 * @param params without {@code _meta}, which is in {@code meta}; each hop writes its own
 * @param stream takes progress and log notifications for this call's client, on any thread, without
 *     blocking; what the client did not ask for is dropped there, and the {@code progressToken} is
 *     added there
 * @param startedNanos when the face took it in, by {@link System#nanoTime}
 */
public record Call(
        long id,
        String method,
        Json params,
        RequestMeta meta,
        Caller caller,
        Deadline deadline,
        Cancellation cancellation,
        Consumer<Notification> stream,
        long startedNanos) {

    private static final AtomicLong IDS = new AtomicLong();

    /** A call that starts here. */
    public static Call of(
            String method,
            Json params,
            RequestMeta meta,
            Caller caller,
            Deadline deadline,
            Cancellation cancellation,
            Consumer<Notification> stream) {
        return new Call(
                IDS.incrementAndGet(),
                method,
                params,
                meta,
                caller,
                deadline,
                cancellation,
                stream,
                System.nanoTime());
    }

    /** A call of the daemon's own, with nobody to be told of progress. */
    public static Call of(String method, Json params, Caller caller, Duration patience) {
        return of(
                method,
                params,
                RequestMeta.none(),
                caller,
                Deadline.after(patience),
                new Cancellation(),
                ignored -> {});
    }

    public Call withMethod(String changed) {
        return new Call(
                id, changed, params, meta, caller, deadline, cancellation, stream, startedNanos);
    }

    public Call withParams(Json changed) {
        return new Call(
                id, method, changed, meta, caller, deadline, cancellation, stream, startedNanos);
    }

    public Call withMeta(RequestMeta changed) {
        return new Call(
                id, method, params, changed, caller, deadline, cancellation, stream, startedNanos);
    }

    public Call withCaller(Caller changed) {
        return new Call(
                id, method, params, meta, changed, deadline, cancellation, stream, startedNanos);
    }

    public Call withDeadline(Deadline changed) {
        return new Call(
                id, method, params, meta, caller, changed, cancellation, stream, startedNanos);
    }

    /**
     * With what is emitted going through {@code changed}, which passes it on to this call's {@link
     * #emit} as it sees fit.
     */
    public Call withStream(Consumer<Notification> changed) {
        return new Call(
                id, method, params, meta, caller, deadline, cancellation, changed, startedNanos);
    }

    /** Tells this call's client of progress or of a log message. Never blocks. */
    public void emit(Notification notification) {
        stream.accept(notification);
    }
}
