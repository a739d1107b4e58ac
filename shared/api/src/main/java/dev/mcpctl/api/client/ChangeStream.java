package dev.mcpctl.api.client;

import dev.mcpctl.api.problem.Problem;

import java.util.Optional;
import java.util.function.Function;

/**
 * Changes as they happen. {@link #next} is for one caller; {@link #close} for any thread. To
 * resume, open another stream at {@link #position}.
 *
 * @param <T> what a change is given as
 */
public final class ChangeStream<T> implements AutoCloseable {
    private final ServerSentEvents events;
    private final Function<ServerSentEvent, T> reader;
    private volatile long position;

    ChangeStream(ServerSentEvents events, long position, Function<ServerSentEvent, T> reader) {
        this.events = events;
        this.position = position;
        this.reader = reader;
    }

    /**
     * Waits for the next change; empty after {@link #close}.
     *
     * @throws Problem UNREACHABLE when the stream is lost
     */
    public Optional<T> next() {
        Optional<ServerSentEvent> event = events.next();
        event.filter(some -> !some.id().isEmpty())
                .ifPresent(some -> position = Long.parseLong(some.id()));
        return event.map(reader);
    }

    /** Of the last change that {@link #next} gave; at first the one that was asked for. */
    public long position() {
        return position;
    }

    @Override
    public void close() {
        events.close();
    }
}
