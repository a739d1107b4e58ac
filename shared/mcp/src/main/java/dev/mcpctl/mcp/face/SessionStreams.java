package dev.mcpctl.mcp.face;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The streams of one session to which its client can come back: one for each request whose answer
 * took a while, and the one for what belongs to no request. Safe on any thread.
 */
final class SessionStreams implements AutoCloseable {
    private static final Pattern EVENT_ID = Pattern.compile("(\\d{1,9})-(\\d{1,9})");
    private static final int STANDALONE = 0;

    private final boolean isPrimed;
    private final ReplayBudget budget;
    private final AtomicInteger numbers = new AtomicInteger(STANDALONE);
    private final Map<Integer, ResumableStream> streams = new ConcurrentHashMap<>();
    private final ResumableStream standalone;

    /**
     * @param isPrimed whether the client understands an event without data
     */
    SessionStreams(boolean isPrimed, ReplayBudget budget) {
        this.isPrimed = isPrimed;
        this.budget = budget;
        // What its client did not hear of before it broke waits elsewhere.
        this.standalone = new ResumableStream(STANDALONE, false, budget);
    }

    /** The one for what belongs to no request. */
    ResumableStream standalone() {
        return standalone;
    }

    /** Another one, for one request. */
    ResumableStream add() {
        int number = numbers.incrementAndGet();
        var stream = new ResumableStream(number, isPrimed, budget);
        streams.put(number, stream);
        return stream;
    }

    /**
     * Whether a client that saw this event last saw it on the stream that belongs to no request.
     */
    static boolean isOfStandalone(String lastEventId) {
        return lastEventId.startsWith(STANDALONE + "-");
    }

    /**
     * Goes on in this exchange where the client was when it saw this event.
     *
     * @return false when the event is unknown or what followed it is not kept any more
     */
    boolean resume(HttpExchange exchange, String lastEventId) {
        Matcher id = EVENT_ID.matcher(lastEventId);
        if (!id.matches()) {
            return false;
        }
        int number = Integer.parseInt(id.group(1));
        ResumableStream stream = number == STANDALONE ? standalone : streams.get(number);
        return stream != null && stream.resume(exchange, Integer.parseInt(id.group(2)));
    }

    /** Lets go of streams that ended so long ago. */
    void expire(Duration after) {
        streams.values()
                .removeIf(stream -> {
                    boolean isOver = stream.isOver(after);
                    if (isOver) {
                        stream.discard();
                    }
                    return isOver;
                });
    }

    @Override
    public void close() {
        standalone.discard();
        streams.values().forEach(ResumableStream::discard);
        streams.clear();
    }
}
