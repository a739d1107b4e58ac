package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.Frame;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.MetaKeys;
import dev.mcpctl.mcp.wire.ModernForm;
import dev.mcpctl.mcp.wire.TaskForm;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Requests and responses on one stream, of either era. The ids are ours, never used twice, and
 * double as progress tokens, so that what a server says about a request finds it. When the stream
 * ends, whoever waits is told at once.
 */
final class MessagePipe implements Carrier.Receiver, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MessagePipe.class);

    /** Questions about one call that nobody has looked at yet. */
    private static final int MAX_ASKED = 64;

    /** What we ask for ourselves and a server has nothing to log about. */
    private static final Set<String> OWN = Set.of(Methods.LISTEN, Methods.SET_LEVEL);

    private final String server;
    private final Carrier carrier;
    private final Consumer<Notification> unasked;
    private final Runnable lost;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
    private final Attribution attribution = new Attribution();
    private volatile boolean isOpen = true;
    private volatile @Nullable EarlyQuestions early; // of a server that may ask

    /**
     * @param unasked takes notifications that belong to no request; must not block
     * @param lost called once, when the stream has ended
     */
    MessagePipe(String server, Carrier carrier, Consumer<Notification> unasked, Runnable lost) {
        this.server = server;
        this.carrier = carrier;
        this.unasked = unasked;
        this.lost = lost;
        carrier.open(this);
    }

    boolean isOpen() {
        return isOpen;
    }

    /**
     * Sends a request; its answer, or that the stream has ended, is awaited on what is returned.
     *
     * @param params made from the request's id, which is its progress token too
     */
    Pending send(
            String method,
            Function<Json, Json> params,
            RequestMeta meta,
            Consumer<Notification> stream) {
        return send(method, "", params, meta, stream);
    }

    /** As the other, on behalf of a principal. */
    Pending send(
            String method,
            String principal,
            Function<Json, Json> params,
            RequestMeta meta,
            Consumer<Notification> stream) {
        var sent = new Pending(ids.incrementAndGet(), method, principal, meta, stream);
        Json filled = params.apply(Json.of(sent.id));
        sent.task = TaskForm.awaited(method, filled);
        if (!isOpen) {
            sent.failed(new NeverSentException(endOfStream()));
            return sent;
        }
        pending.put(sent.id, sent);
        sent.extent = carrier.send(new Request(RequestId.of(sent.id), method, filled));
        if (!isOpen) {
            // The end may have come between; whoever came too late for it is told here.
            pending.remove(sent.id);
            sent.failed(endOfStream());
        }
        return sent;
    }

    void notify(Notification notification) {
        carrier.send(notification);
    }

    /** Gives a request up and tells the server so. */
    void abandon(Pending request, String reason) {
        if (pending.remove(request.id) != null) {
            attribution.givenUp(request);
            notify(
                    new Notification(
                            Methods.CANCELLED,
                            Json.object("requestId", Json.of(request.id))
                                    .with("reason", Json.of(reason))));
        }
    }

    @Override
    public void failed(long request, McpException why) {
        Pending open = pending.remove(request);
        if (open != null) {
            open.failed(why);
        }
    }

    @Override
    public void ended() {
        close();
    }

    @Override
    public void forgotten() {
        end(new SessionLostException(server));
    }

    @Override
    public void received(Frame frame) {
        switch (frame) {
            case Frame.Single(JsonRpcMessage message) -> receive(message);
            case Frame.Batch batch -> batch.items().forEach(this::received);
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
            case Request request -> asked(request);
            case Notification notification -> told(notification);
        }
    }

    private void answered(@Nullable RequestId id, Response response) {
        Pending request = id == null ? null : number(id).map(pending::remove).orElse(null);
        if (request != null) {
            carrier.wasRead(request.extent);
            request.answered(response);
        } else {
            log.debug("answer to nothing open: server={} id={}", server, id);
        }
    }

    /** Questions do not say for which call they are. */
    private void asked(Request request) {
        EarlyQuestions outside = early;
        if (outside == null || !ServerRequests.isQuestion(request)) {
            carrier.send(ServerRequests.answer(request));
        } else if (pending.values().stream().noneMatch(Attribution::isAskable)) {
            outside.asked(request);
        } else {
            Pending about = attribution.ofQuestion(request, pending.values());
            if (about == null || !ask(about, request)) {
                carrier.send(ServerRequests.answer(request));
            }
        }
    }

    private boolean ask(Pending about, Request question) {
        if (about.asked >= MAX_ASKED) {
            return false; // and refused, so that nothing piles up here
        }
        Pending rest = about.continued();
        if (!pending.replace(about.id, about, rest)) {
            return false;
        }
        about.failed(new AskedException(question, rest));
        return true;
    }

    /**
     * From now on the server may ask; whoever waits for it gets an {@link AskedException}.
     *
     * @param outside takes what it asks while no call is open
     */
    void letAsk(EarlyQuestions outside) {
        early = outside;
    }

    /** Answers what the server asked. */
    void respond(Response response) {
        carrier.send(response);
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

    /** Log messages do not say what they are about. */
    private @Nullable Pending soleRequest() {
        Pending sole = Attribution.sole(pending.values(), request -> !OWN.contains(request.method));
        return sole != null && sole.wantsLog() ? sole : null;
    }

    private McpException endOfStream() {
        return McpException.upstream(server, "server \"" + server + "\" has ended its stream");
    }

    /** Ends it; whoever waits is told. A second call does nothing. */
    @Override
    public void close() {
        end(endOfStream());
    }

    private void end(McpException why) {
        synchronized (this) {
            if (!isOpen) {
                return;
            }
            isOpen = false;
        }
        carrier.close();
        pending.values()
                .removeIf(request -> {
                    request.failed(why);
                    return true;
                });
        lost.run();
    }
}
