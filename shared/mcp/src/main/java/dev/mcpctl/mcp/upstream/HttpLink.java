package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.Frame;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.MessageReader;
import dev.mcpctl.mcp.message.RequestId;

import io.vertx.core.Context;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Messages to one URL and what comes back, of either era. Blocks the thread that asks. */
final class HttpLink {
    /**
     * What a server did with a request over HTTP; {@code response} is what it said in JSON-RPC,
     * whatever the status.
     */
    record Answer(
            int status,
            @Nullable Response response,
            Optional<String> session,
            List<String> challenges) {}

    /** A token that is renewed and refused again and again is no token. */
    private static final int MAX_ATTEMPTS = 3;

    static final String CHALLENGE = "WWW-Authenticate";

    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    final String server;
    final UpstreamSettings settings;
    private final Context eventLoop;
    private final HttpClientAgent client;
    private final URI address;
    private final Supplier<Map<String, String>> headers;
    private final Authorization authorization;
    private final AtomicLong ids = new AtomicLong();

    HttpLink(
            String server,
            UpstreamSettings settings,
            Context eventLoop,
            HttpClientAgent client,
            URI address,
            Supplier<Map<String, String>> headers,
            Authorization authorization) {
        this.server = server;
        this.settings = settings;
        this.eventLoop = eventLoop;
        this.client = client;
        this.address = address;
        this.headers = headers;
        this.authorization = authorization;
    }

    /** The same server, with the same headers, at another URL. */
    HttpLink at(URI other) {
        return new HttpLink(server, settings, eventLoop, client, other, headers, authorization);
    }

    URI address() {
        return address;
    }

    /** An id never used before with this server; it doubles as a progress token. */
    long nextId() {
        return ids.incrementAndGet();
    }

    HttpRoundTrip send(HttpMethod method, Map<String, String> own, byte[] body) {
        // What the protocol says here is not for a user to change, in whatever case it is written.
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers.get());
        authorization.header().ifPresent(value -> all.put("Authorization", value));
        all.forEach(this::requireUsable);
        all.putAll(own);
        return HttpRoundTrip.send(
                eventLoop, client, method, address, all, body, settings.connectTimeout());
    }

    /**
     * What a header cannot hold would be two headers to the server; the HTTP client's own complaint
     * would show the value, which may be a secret.
     */
    private void requireUsable(String name, String value) {
        boolean isUsable = HEADER_NAME.matcher(name).matches();
        for (int i = 0; isUsable && i < value.length(); i++) {
            char c = value.charAt(i);
            isUsable = (c >= 0x20 && c != 0x7F) || c == '\t';
        }
        if (!isUsable) {
            throw failure(
                    "cannot be asked: the header \"" + name + "\" cannot be sent as it is set");
        }
    }

    /**
     * Asks for a stream of events, without a message.
     *
     * @throws McpException when the server wants to know who asks, and cannot be told
     */
    HttpRoundTrip stream(Deadline deadline) throws IOException, TimeoutException {
        for (int attempt = 0; ; attempt++) {
            long sent = System.nanoTime();
            HttpRoundTrip trip =
                    send(HttpMethod.GET, Map.of("Accept", "text/event-stream"), new byte[0]);
            boolean isOpen = false;
            try {
                int status = trip.status(deadline.remaining());
                isOpen = !isRenewed(status, trip.headers(CHALLENGE), "a stream", sent, attempt);
                if (isOpen) {
                    return trip;
                }
            } finally {
                if (!isOpen) {
                    trip.abort("refused");
                }
            }
        }
    }

    /** Whether a request that ended so is to be sent again, for it would be let in now. */
    boolean isRenewed(
            int status, List<String> challenges, String operation, long sentNanos, int attempt) {
        boolean isRefused = status == 401 || status == 403;
        return isRefused
                && attempt < MAX_ATTEMPTS
                && authorization.isRenewed(
                        new Authorization.Refusal(
                                status, challenges, operation, sentNanos, attempt));
    }

    HttpRoundTrip post(Map<String, String> own, JsonRpcMessage message) {
        Map<String, String> all = new LinkedHashMap<>(own);
        all.put("Content-Type", "application/json");
        all.put("Accept", "application/json, text/event-stream");
        return send(HttpMethod.POST, all, message.toBytes());
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @param told hears whatever else comes on the request's stream
     * @param onCancel what this era does beside closing the stream when the client gives up
     * @throws NeverSentException when nothing could be connected to
     * @throws McpException when no answer came: the server out of reach, silent or unintelligible
     * @throws CancelledException when the client gave up
     */
    Answer ask(
            Request request,
            Map<String, String> own,
            Deadline deadline,
            Cancellation cancellation,
            Consumer<JsonRpcMessage> told,
            Consumer<String> onCancel) {
        return ask(request, own, deadline, cancellation, told, onCancel, null);
    }

    /**
     * As {@link #ask(Request, Map, Deadline, Cancellation, Consumer, Consumer)}, of a server whose
     * streams can be gone on with.
     */
    Answer ask(
            Request request,
            Map<String, String> own,
            Deadline deadline,
            Cancellation cancellation,
            Consumer<JsonRpcMessage> told,
            Consumer<String> onCancel,
            AnswerStream.@Nullable Resumption resumption) {
        for (int attempt = 0; ; attempt++) {
            long sent = System.nanoTime();
            AnswerStream stream = begin(request, own, deadline, told, resumption);
            Answer answer = await(stream, deadline, cancellation, onCancel);
            if (!isRenewed(answer.status(), answer.challenges(), request.method(), sent, attempt)) {
                return answer;
            }
        }
    }

    /** Sends a request, whose answer is to be waited for. */
    AnswerStream begin(
            Request request,
            Map<String, String> own,
            Deadline deadline,
            Consumer<JsonRpcMessage> told,
            AnswerStream.@Nullable Resumption resumption) {
        return new AnswerStream(this, post(own, request), request, deadline, told, resumption);
    }

    /**
     * Waits for an answer, as {@link #ask(Request, Map, Deadline, Cancellation, Consumer,
     * Consumer)} does.
     *
     * @throws AskedException when the server asks something first; may be called again then
     */
    Answer await(
            AnswerStream stream,
            Deadline deadline,
            Cancellation cancellation,
            Consumer<String> onCancel) {
        stream.unpark(deadline);
        try (var _ = cancellation.onCancel(() -> stream.abort("cancelled"))) {
            return answer(stream, deadline);
        } catch (AskedException asked) {
            stream.park();
            throw asked;
        } catch (TimeoutException late) {
            stream.abort("timed out");
            onCancel.accept("timed out");
            throw failure("did not answer " + stream.request().method() + " in time");
        } catch (IOException broken) {
            if (cancellation.isCancelled()) {
                Thread.interrupted(); // our own wait was what the interrupt was for
                onCancel.accept(cancellation.reason());
                throw new CancelledException(cancellation.reason());
            }
            stream.abort("broken");
            // A stream that was gone on with in vain had been asked for before.
            throw stream.isFirst()
                    ? unreachable(broken)
                    : failure("cannot be reached: " + broken.getMessage());
        } finally {
            stream.close();
        }
    }

    private Answer answer(AnswerStream stream, Deadline deadline)
            throws IOException, TimeoutException {
        Request request = stream.request();
        HttpRoundTrip trip = stream.trip();
        int status = trip.status(patience(deadline));
        Optional<String> session = trip.header("Mcp-Session-Id");
        String type = trip.header("Content-Type").orElse("");
        if (status / 100 == 2 && type.startsWith("text/event-stream")) {
            return new Answer(status, stream.read(), session, List.of());
        }
        trip.beforeWaiting(() -> {}); // half a body is worth nothing
        Frame frame =
                type.startsWith("application/json")
                        ? MessageReader.read(body(trip, deadline))
                        : null;
        boolean isResponse =
                frame instanceof Frame.Single(JsonRpcMessage message)
                        && message instanceof Response response
                        && (AnswerStream.isFor(request, response)
                                || (response instanceof Failure(RequestId id, var _)
                                        && id == null));
        Response response =
                isResponse && frame instanceof Frame.Single(JsonRpcMessage message)
                        ? (Response) message
                        : null;
        return new Answer(status, response, session, trip.headers(CHALLENGE));
    }

    private Duration patience(Deadline deadline) {
        return deadline.orAfter(settings.requestTimeout()).remaining();
    }

    private byte[] body(HttpRoundTrip trip, Deadline deadline)
            throws IOException, TimeoutException {
        var body = new ByteArrayOutputStream();
        for (byte[] chunk = trip.next(patience(deadline));
                chunk.length > 0;
                chunk = trip.next(patience(deadline))) {
            body.write(chunk);
            if (body.size() > settings.maxMessageBytes()) {
                trip.abort("too large");
                throw tooLarge();
            }
        }
        return body.toByteArray();
    }

    Iterable<SseParser.Event> events(SseParser parser, byte[] chunk, HttpRoundTrip trip) {
        try {
            return parser.feed(chunk);
        } catch (SseParser.TooLargeException tooLarge) {
            trip.abort("too large");
            throw tooLarge();
        }
    }

    private McpException tooLarge() {
        return failure("sent a message larger than " + settings.maxMessageBytes() + " bytes");
    }

    /**
     * Reads a stream that has no answer, until it ends.
     *
     * @param heard hears each event
     * @throws McpException when it cannot be opened
     */
    void follow(HttpRoundTrip trip, SseParser parser, Consumer<SseParser.Event> heard)
            throws IOException, TimeoutException {
        // Servers keep a stream alive by comments, or not at all; a dead one is noticed by its
        // socket.
        Duration forever = Duration.ofDays(365);
        for (byte[] chunk = trip.next(forever); chunk.length > 0; chunk = trip.next(forever)) {
            events(parser, chunk, trip).forEach(heard);
        }
    }

    McpException failure(String what) {
        return McpException.upstream(server, "server \"" + server + "\" " + what);
    }

    /** What broke on the way there; whether anything was sent can be told from it. */
    McpException unreachable(IOException broken) {
        McpException failed = failure("cannot be reached: " + broken.getMessage());
        return NeverSentException.hasNoConnection(broken) ? new NeverSentException(failed) : failed;
    }

    /** What a status without an answer means. */
    McpException refusal(int status) {
        return switch (status) {
            case 401, 403 -> failure("refuses our credentials (HTTP " + status + ")");
            case 413 -> failure("refuses a message of this size (HTTP 413)");
            default -> failure("answered HTTP " + status + " without an answer to the request");
        };
    }
}
