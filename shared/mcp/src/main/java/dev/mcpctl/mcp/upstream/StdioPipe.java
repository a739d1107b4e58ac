package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.line.LineReader;
import dev.mcpctl.mcp.line.LineTooLongException;
import dev.mcpctl.mcp.line.LineWriter;
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
import dev.mcpctl.mcp.wire.MetaKeys;
import dev.mcpctl.mcp.wire.ModernForm;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Requests and responses on one byte stream, of either era. The ids are ours, never used twice, and
 * double as progress tokens, so that what a server says about a request finds it. When the stream
 * ends, whoever waits is told at once.
 */
final class StdioPipe implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StdioPipe.class);

    // A blocking read of a pipe occupies a carrier of virtual threads; so the two ends have threads
    // of their own.
    private static final ThreadFactory THREADS =
            Thread.ofPlatform().daemon().name("mcp-stdio-", 0).stackSize(256 * 1024).factory();

    private final String server;
    private final StdioChannel channel;
    private final LineReader lines;
    private final LineWriter writer;
    private final Consumer<Notification> unasked;
    private final Runnable lost;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
    private volatile boolean isOpen = true;

    /**
     * @param unasked takes notifications that belong to no request; must not block
     * @param lost called once, when the stream has ended
     */
    StdioPipe(
            String server,
            StdioChannel channel,
            int maxMessageBytes,
            Consumer<Notification> unasked,
            Runnable lost) {
        this.server = server;
        this.channel = channel;
        this.unasked = unasked;
        this.lost = lost;
        this.lines = new LineReader(channel.fromServer(), maxMessageBytes);
        this.writer = new LineWriter(channel.toServer(), THREADS, () -> {}, this::close);
        THREADS.newThread(this::read).start();
    }

    boolean isOpen() {
        return isOpen;
    }

    /**
     * Sends a request; its answer is awaited on what is returned.
     *
     * @param params made from the request's id, which is its progress token too
     * @throws McpException when the stream has ended
     */
    Pending send(
            String method,
            Function<Json, Json> params,
            RequestMeta meta,
            Consumer<Notification> stream) {
        var sent = new Pending(ids.incrementAndGet(), method, meta, stream);
        Json filled = params.apply(Json.of(sent.id));
        pending.put(sent.id, sent);
        writer.write(new Request(RequestId.of(sent.id), method, filled).toLine());
        if (!isOpen) {
            // The end may have come between; whoever came too late for it is told here.
            pending.remove(sent.id);
            sent.failed(ended());
        }
        return sent;
    }

    void notify(Notification notification) {
        writer.write(notification.toLine());
    }

    /** Gives a request up and tells the server so. */
    void abandon(Pending request, String reason) {
        if (pending.remove(request.id) != null) {
            notify(
                    new Notification(
                            Methods.CANCELLED,
                            Json.object("requestId", Json.of(request.id))
                                    .with("reason", Json.of(reason))));
        }
    }

    private void read() {
        try {
            while (readOne()) {}
        } catch (IOException broken) {
            log.debug("stream broke: server={}", server, broken);
        } finally {
            close();
        }
    }

    private boolean readOne() throws IOException {
        try {
            byte[] line = lines.next();
            if (line == null) {
                return false;
            }
            receive(MessageReader.read(line));
        } catch (LineTooLongException tooLong) {
            tooLong.id()
                    .map(pending::remove)
                    .ifPresent(request ->
                            request.failed(
                                    McpException.upstream(
                                            server,
                                            "server \"" + server + "\": " + tooLong.getMessage())));
            log.warn("message too large: server={} request={}", server, tooLong.id());
        } catch (RuntimeException bug) {
            log.error("message not handled: server={}", server, bug);
        }
        return true;
    }

    private void receive(Frame frame) {
        switch (frame) {
            case Frame.Single(JsonRpcMessage message) -> receive(message);
            case Frame.Batch batch -> batch.items().forEach(this::receive);
            // Not for us to answer: a server that prints to its stdout did not mean it as a
            // request.
            case Frame.Malformed(RequestId _, var error) ->
                    log.warn("not a message: server={} reason={}", server, error.message());
        }
    }

    private void receive(JsonRpcMessage message) {
        switch (message) {
            case Success response -> answered(response.id(), response);
            case Failure(RequestId id, var error) when id == null ->
                    log.warn("error without an id: server={} message={}", server, error.message());
            case Failure failure -> answered(failure.id(), failure);
            case Request request -> writer.write(ServerRequests.answer(request).toLine());
            case Notification notification -> told(notification);
        }
    }

    private void answered(@Nullable RequestId id, Response response) {
        Pending request = id == null ? null : number(id).map(pending::remove).orElse(null);
        if (request != null) {
            request.answered(response);
        } else {
            log.debug("answer to nothing open: server={} id={}", server, id);
        }
    }

    private static Optional<Long> number(RequestId id) {
        return id.type() == RequestId.Type.NUMBER ? id.json().asLong() : Optional.empty();
    }

    private void told(Notification notification) {
        Pending about = requestOf(notification);
        if (about != null) {
            about.told(notification);
        } else {
            unasked.accept(notification);
        }
    }

    private @Nullable Pending requestOf(Notification notification) {
        Json params = notification.params();
        Optional<Json> subscription =
                params.get(ModernForm.META).flatMap(meta -> meta.get(MetaKeys.SUBSCRIPTION_ID));
        if (subscription.isPresent()) {
            return numbered(subscription);
        }
        return switch (notification.method()) {
            case Methods.PROGRESS -> numbered(params.get(MetaKeys.PROGRESS_TOKEN));
            case Methods.LOG_MESSAGE -> soleRequest();
            default -> null;
        };
    }

    private @Nullable Pending numbered(Optional<Json> id) {
        return id.flatMap(Json::asLong).map(pending::get).orElse(null);
    }

    /**
     * Log messages do not say what they are about: only while one request is open there is no
     * doubt.
     */
    private @Nullable Pending soleRequest() {
        List<Pending> open =
                pending.values().stream()
                        .filter(request -> !request.method.equals(Methods.LISTEN))
                        .limit(2)
                        .toList();
        return open.size() == 1 && open.getFirst().wantsLog() ? open.getFirst() : null;
    }

    private McpException ended() {
        return McpException.upstream(server, "server \"" + server + "\" has ended its stream");
    }

    /** Ends it; whoever waits is told. A second call does nothing. */
    @Override
    public void close() {
        synchronized (this) {
            if (!isOpen) {
                return;
            }
            isOpen = false;
        }
        writer.abandon();
        channel.close();
        pending.values()
                .removeIf(request -> {
                    request.failed(ended());
                    return true;
                });
        lost.run();
    }
}
