package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.Frame;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.MessageReader;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * What comes back for one request over HTTP. A server of the handshake era may end the stream of an
 * answer before the answer, or the connection may break: where it numbers its events, we come back
 * for the rest. Owned by the thread that waits, but for {@link #abort} and {@link #ask}.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#resumability-and-redelivery
 */
final class AnswerStream implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final int MAX_BREAKS = 5;
    private static final int MAX_ASKED = 64;

    /** Asks a server for what followed an event. */
    @FunctionalInterface
    interface Resumption {
        HttpRoundTrip behind(String eventId);
    }

    private final HttpLink link;
    private final Request request;
    private final HttpRoundTrip first;
    private final Queue<Request> asked = new ConcurrentLinkedQueue<>(); // beside the stream
    private Deadline deadline;
    private final Consumer<JsonRpcMessage> told;
    private final @Nullable Resumption resumption;
    private volatile HttpRoundTrip trip;
    private volatile @Nullable String aborted;
    private Deadline silence;
    private @Nullable String lastEvent;
    private Duration pause = PAUSE;
    private @Nullable SseParser parser; // of the trip that is read
    private Iterator<SseParser.Event> unread = Collections.emptyIterator();
    private @Nullable Response answer; // that was read early
    private boolean isReading;
    private boolean isParked;

    /**
     * @param first what the request was sent by
     * @param told hears whatever else comes on the stream
     * @param resumption null for a server that has none
     */
    AnswerStream(
            HttpLink link,
            HttpRoundTrip first,
            Request request,
            Deadline deadline,
            Consumer<JsonRpcMessage> told,
            @Nullable Resumption resumption) {
        this.link = link;
        this.trip = first;
        this.first = first;
        this.request = request;
        this.deadline = deadline;
        this.told = told;
        this.resumption = resumption;
        this.silence = patience();
        first.beforeWaiting(this::throwQuestion);
    }

    HttpRoundTrip trip() {
        return trip;
    }

    Request request() {
        return request;
    }

    /** Whether what is read is what the request was sent by. */
    boolean isFirst() {
        return trip.equals(first);
    }

    /** Puts a question to whoever waits that came by another way; false for one too many. */
    boolean ask(Request question) {
        if (asked.size() >= MAX_ASKED) {
            return false;
        }
        asked.add(question);
        trip.wake();
        return true;
    }

    private void throwQuestion() {
        Request question = asked.poll();
        if (question != null) {
            throw new AskedException(question);
        }
    }

    /** What was asked by another way and never heard. */
    List<Request> unheard() {
        List<Request> unheard = new ArrayList<>();
        for (Request each = asked.poll(); each != null; each = asked.poll()) {
            unheard.add(each);
        }
        return unheard;
    }

    /**
     * Another question, if it comes within that time; an answer that comes first is kept. Only
     * after one was asked already.
     */
    Optional<Request> another(Duration window) {
        Deadline before = silence;
        silence = Deadline.after(window);
        try {
            if (isReading) {
                answer = read();
            } else {
                int _ = trip.status(window);
            }
            return Optional.empty();
        } catch (AskedException next) {
            return Optional.of(next.question());
        } catch (IOException | TimeoutException | McpException nothing) {
            return Optional.empty(); // reading on will say what is wrong, if anything is
        } finally {
            silence = before;
        }
    }

    private Deadline patience() {
        return deadline.orAfter(link.settings.requestTimeout());
    }

    /**
     * Reads to the answer.
     *
     * @throws AskedException from who hears a question; reading can be gone on with
     * @throws IOException when the stream broke, or ended before and cannot be gone on with
     * @throws TimeoutException when the server was silent for too long
     */
    Response read() throws IOException, TimeoutException {
        isReading = true;
        Response early = answer;
        if (early != null) {
            return early;
        }
        int breaks = 0;
        while (true) {
            try {
                Optional<Response> found = readTrip();
                if (found.isPresent()) {
                    return found.get();
                }
                if (!isResumable()) {
                    throw new IOException("its stream ended before the answer");
                }
            } catch (IOException broken) {
                if (!isResumable() || ++breaks > MAX_BREAKS) {
                    throw broken;
                }
            }
            resume();
        }
    }

    /** The answer, if it comes before the end of the trip. */
    private Optional<Response> readTrip() throws IOException, TimeoutException {
        SseParser events = parser();
        while (true) {
            while (unread.hasNext()) {
                SseParser.Event event = unread.next();
                lastEvent = event.id().orElse(lastEvent);
                pause = events.retryMillis().map(Duration::ofMillis).orElse(pause);
                // Without data it is there for its id alone.
                if (event.data().length > 0
                        && MessageReader.read(event.data())
                                instanceof Frame.Single(JsonRpcMessage message)) {
                    if (message instanceof Response response && isFor(request, response)) {
                        return Optional.of(response);
                    }
                    hear(message);
                }
            }
            byte[] chunk = trip.next(silence.remaining());
            if (chunk.length == 0) {
                return Optional.empty();
            }
            unread = link.events(events, chunk, trip).iterator();
        }
    }

    private SseParser parser() {
        SseParser known = parser;
        if (known == null) {
            known = new SseParser(link.settings.maxMessageBytes());
            parser = known;
        }
        return known;
    }

    /** Nobody reads for now, and there is to be gone on later. */
    void park() {
        isParked = true;
    }

    /** Goes on behind a question, with time anew. */
    void unpark(Deadline until) {
        isParked = false;
        deadline = until;
        silence = patience();
    }

    private void hear(JsonRpcMessage message) {
        if (message instanceof Notification(String method, Json _)
                && method.equals(Methods.PROGRESS)) {
            silence = patience();
        }
        told.accept(message);
    }

    static boolean isFor(Request request, Response response) {
        return switch (response) {
            case Success(RequestId id, Json _) -> id.equals(request.id());
            case Failure(RequestId id, var _) -> request.id().equals(id);
        };
    }

    private boolean isResumable() {
        return resumption != null
                && lastEvent != null
                && aborted == null
                && !Thread.currentThread().isInterrupted();
    }

    /** Comes back, after the pause that the server asked for. */
    private void resume() throws IOException, TimeoutException {
        Resumption known = resumption;
        String behind = lastEvent;
        if (known == null || behind == null) {
            throw new IllegalStateException("nothing to go on with");
        }
        trip.close();
        Duration wait = pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
        Duration left = silence.remaining();
        try {
            Thread.sleep(wait.compareTo(left) < 0 ? wait : left);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        HttpRoundTrip next = known.behind(behind);
        trip = next;
        next.beforeWaiting(this::throwQuestion);
        parser = null;
        unread = Collections.emptyIterator();
        String why = aborted;
        if (why != null) {
            next.abort(why); // it came between
        }
        try {
            int status = next.status(silence.remaining());
            boolean isStream =
                    next.header("Content-Type").orElse("").startsWith("text/event-stream");
            if (status / 100 != 2 || !isStream) {
                throw link.failure(
                        "does not go on with a stream that it ended (HTTP " + status + ")");
            }
        } catch (IOException unreachable) {
            // Reading it will say so again, and that is counted.
            if (!isResumable()) {
                throw unreachable;
            }
        }
    }

    /** Breaks it off: whoever waits gets an exception. Any thread. */
    void abort(String why) {
        aborted = why;
        trip.abort(why);
    }

    /** Lets go of the connection, unless there is to be gone on behind a question. */
    @Override
    public void close() {
        if (!isParked) {
            trip.close();
        }
    }
}
