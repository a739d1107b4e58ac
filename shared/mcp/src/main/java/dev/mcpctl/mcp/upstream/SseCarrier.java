package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.Frame;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.MessageReader;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.Revision;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Messages of HTTP+SSE: each of ours in a POST of its own, the server's on one stream. An accepted
 * POST says nothing but that it was; a refused one fails its request.
 */
final class SseCarrier implements Carrier {
    private static final Logger log = LoggerFactory.getLogger(SseCarrier.class);

    /** Of what needs no answer; a server that asks faster than it takes our answers loses some. */
    private static final int MAX_ASIDES = 64;

    private final HttpLink messages;
    private final HttpRoundTrip stream;
    private final SseParser parser; // of the reader
    private final List<SseParser.Event> early; // what came together with the endpoint
    private final Map<Long, HttpRoundTrip> posting = new ConcurrentHashMap<>();
    private final Semaphore asides = new Semaphore(MAX_ASIDES);
    private final CountDownLatch initialized = new CountDownLatch(1);
    private volatile Map<String, String> headers = Map.of();
    private volatile boolean isHandshake = true;
    private volatile boolean isClosed;
    private volatile @Nullable Receiver receiver; // set by open, before anything is sent

    private SseCarrier(
            HttpLink messages,
            HttpRoundTrip stream,
            SseParser parser,
            List<SseParser.Event> early) {
        this.messages = messages;
        this.stream = stream;
        this.parser = parser;
        this.early = early;
    }

    /**
     * Opens the stream and waits for the server to name where messages go. Blocks.
     *
     * @throws McpException naming the server
     */
    static SseCarrier connect(HttpLink link, Deadline deadline) {
        HttpRoundTrip stream = opened(link, deadline);
        try {
            SseOpening opening = SseOpening.read(link, stream, deadline);
            return new SseCarrier(
                    link.at(opening.endpoint()), stream, opening.parser(), opening.behind());
        } catch (McpException refused) {
            stream.abort("refused");
            throw refused;
        }
    }

    private static HttpRoundTrip opened(HttpLink link, Deadline deadline) {
        try {
            return link.stream(deadline);
        } catch (IOException broken) {
            throw link.unreachable(broken);
        } catch (TimeoutException silent) {
            throw link.failure("did not open a stream of events in time");
        }
    }

    @Override
    public void open(Receiver opened) {
        receiver = opened;
        Thread.ofVirtual().name("mcp-stream-" + messages.server).start(() -> read(opened));
    }

    private void read(Receiver to) {
        try {
            early.forEach(event -> heard(event, to));
            messages.follow(stream, parser, event -> heard(event, to));
        } catch (IOException | TimeoutException | McpException broken) {
            log.debug("stream broke: server={}", messages.server, broken);
        } finally {
            to.ended();
        }
    }

    private void heard(SseParser.Event event, Receiver to) {
        if (!event.type().equals("message")) {
            return;
        }
        try {
            Frame frame = MessageReader.read(event.data());
            if (frame instanceof Frame.Single(JsonRpcMessage message)
                    && message instanceof Response response) {
                settled(response);
            }
            to.received(frame);
        } catch (RuntimeException bug) {
            log.error("message not handled: server={}", messages.server, bug);
        }
    }

    /** Whose answer has come is not interested in how its POST ends. */
    private void settled(Response response) {
        RequestId id =
                switch (response) {
                    case Success success -> success.id();
                    case JsonRpcMessage.Failure failure -> failure.id();
                };
        if (id != null) {
            id.json().asLong().map(posting::remove).ifPresent(HttpRoundTrip::close);
        }
    }

    @Override
    public void negotiated(Revision revision) {
        if (!revision.isBefore(Revision.V2025_06_18)) {
            headers = Map.of("MCP-Protocol-Version", revision.label());
        }
    }

    @Override
    public long send(JsonRpcMessage message) {
        Receiver to = receiver;
        if (isClosed || to == null) {
            return 0;
        }
        switch (message) {
            case Request request -> inBackground(() -> post(request, to));
            case Notification notification -> {
                if (notification.method().equals(Methods.INITIALIZED)) {
                    isHandshake = false;
                    inBackground(() -> {
                        tell(notification);
                        initialized.countDown();
                    });
                } else {
                    cancelled(notification);
                    aside(notification);
                }
            }
            case Response response -> aside(response);
        }
        return 0;
    }

    private void inBackground(Runnable task) {
        Thread.ofVirtual().name("mcp-post-" + messages.server).start(task);
    }

    private void aside(JsonRpcMessage message) {
        if (!asides.tryAcquire()) {
            log.debug("not told, too much is being told: server={}", messages.server);
            return;
        }
        inBackground(() -> {
            try {
                tell(message);
            } finally {
                asides.release();
            }
        });
    }

    /** A server may keep a POST open for as long as it works at it. */
    private void cancelled(Notification notification) {
        if (notification.method().equals(Methods.CANCELLED)) {
            notification
                    .params()
                    .get("requestId")
                    .flatMap(Json::asLong)
                    .map(posting::remove)
                    .ifPresent(HttpRoundTrip::close);
        }
    }

    private void post(Request request, Receiver to) {
        if (!isHandshake) {
            awaitInitialized();
        }
        for (int attempt = 0; isToBePostedAgain(request, to, attempt); attempt++) {
            log.debug("posted again, with another token: server={}", messages.server);
        }
    }

    /** Posts once; true when it was refused for want of a token that is there now. */
    private boolean isToBePostedAgain(Request request, Receiver to, int attempt) {
        long id = request.id().json().asLong().orElseThrow();
        long sent = System.nanoTime();
        HttpRoundTrip trip = messages.post(headers, request);
        posting.put(id, trip);
        try {
            if (isClosed) {
                return false;
            }
            int status = trip.status(messages.settings.requestTimeout());
            if (status == 404 || status == 410) {
                to.forgotten();
            } else if (status / 100 != 2) {
                if (messages.isRenewed(
                        status,
                        trip.headers(HttpLink.CHALLENGE),
                        request.method(),
                        sent,
                        attempt)) {
                    return true;
                }
                to.failed(id, messages.refusal(status));
            }
        } catch (McpException unauthorized) {
            to.failed(id, unauthorized);
        } catch (IOException unreachable) {
            to.failed(id, messages.unreachable(unreachable));
        } catch (TimeoutException slow) {
            log.debug("POST not acknowledged: server={} request={}", messages.server, id);
        } finally {
            posting.remove(id, trip);
            trip.close();
        }
        return false;
    }

    private void awaitInitialized() {
        try {
            long patience = messages.settings.connectTimeout().toMillis();
            if (!initialized.await(patience, TimeUnit.MILLISECONDS)) {
                log.debug("initialized not acknowledged: server={}", messages.server);
            }
        } catch (InterruptedException impossible) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends what needs no answer; whether it arrived cannot be helped. */
    private void tell(JsonRpcMessage message) {
        HttpRoundTrip trip = messages.post(headers, message);
        try {
            trip.status(messages.settings.connectTimeout());
        } catch (IOException | TimeoutException unheard) {
            trip.abort("unheard");
        } finally {
            trip.close();
        }
    }

    @Override
    public void close() {
        isClosed = true;
        stream.abort("no longer wanted");
        initialized.countDown();
        posting.values().forEach(HttpRoundTrip::close);
    }
}
