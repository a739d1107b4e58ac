package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.LogLevel;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.ModernForm;
import dev.mcpctl.mcp.wire.Revision;
import dev.mcpctl.mcp.wire.TaskForm;

import io.vertx.core.http.HttpMethod;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** A session with a handshake-era server over HTTP. */
final class HttpLegacyConnection implements Connection {
    private static final Duration STREAM_PATIENCE = Duration.ofSeconds(2);

    private final HttpLink link;
    private final LegacyForm form;
    private final Optional<String> session;
    private final Events events;
    private final LegacyRounds rounds;
    private final LegacyTasks tasks;
    private final HttpOpenCalls open;
    private Set<String> watched = Set.of(); // of the watching thread
    private @Nullable HttpSessionStream stream; // guarded by this
    private volatile boolean isOpen = true;
    private volatile LogLevel level = LogLevel.EMERGENCY;

    HttpLegacyConnection(HttpLink link, LegacyForm form, Optional<String> session, Events events) {
        this.link = link;
        this.form = form;
        this.session = session;
        this.events = events;
        var early = new EarlyQuestions(link.settings, this::inBackground);
        this.open = new HttpOpenCalls(early, this::inBackground);
        this.rounds = new LegacyRounds(link.server, form, link.settings, early);
        this.tasks = new LegacyTasks(link.server, form, this::open, this::request);
    }

    /**
     * Initializes.
     *
     * @throws NotSpokenException when the server may be one of the transport before this one
     * @throws McpException when the server does not take it otherwise
     */
    static HttpLegacyConnection begin(HttpLink link, Deadline deadline, Events events) {
        var request =
                new Request(
                        RequestId.of(link.nextId()),
                        Methods.INITIALIZE,
                        LegacyForm.initializeParams(link.settings.clientInfo()));
        HttpLink.Answer answer =
                link.ask(request, Map.of(), deadline, new Cancellation(), _ -> {}, _ -> {});
        Response response = answer.response();
        if (response == null) {
            throw switch (answer.status()) {
                case 400, 404, 405 -> new NotSpokenException(link, answer.status());
                default -> link.refusal(answer.status());
            };
        }
        Discovery discovery = LegacyForm.discovery(link.server, response);
        Optional<String> session = answer.session().filter(HttpLegacyConnection::isVisibleAscii);
        var made =
                new HttpLegacyConnection(
                        link, new LegacyForm(link.server, discovery), session, events);
        made.tell(new Notification(Methods.INITIALIZED), deadline);
        made.openStream();
        return made;
    }

    private static boolean isVisibleAscii(String id) {
        return !id.isEmpty() && id.chars().allMatch(c -> c >= 0x21 && c <= 0x7E);
    }

    @Override
    public Discovery discovery(Deadline deadline) {
        return form.discovery();
    }

    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        session.ifPresent(id -> headers.put("Mcp-Session-Id", id));
        Revision revision = form.discovery().revision();
        if (!revision.isBefore(Revision.V2025_06_18)) {
            headers.put("MCP-Protocol-Version", revision.label());
        }
        return headers;
    }

    @Override
    public Json request(Call call) {
        if (TaskForm.isRequest(call.method())) {
            return tasks.answer(call);
        }
        Call prepared = tasks.prepared(call);
        return rounds.request(
                prepared,
                () -> {
                    raiseLevel(prepared);
                    return open(prepared);
                });
    }

    private HttpLegacyCall open(Call call) {
        long id = link.nextId();
        Json token = call.meta().wantsProgress() ? Json.of(id) : null;
        Json params = form.params(call, token);
        awaitStream(call);
        var made = new HttpLegacyCall(this, link, open, id, params, call);
        made.send();
        return made;
    }

    /** What a server says on a stream that is not there is lost, also what it asks there. */
    private void awaitStream(Call call) {
        HttpSessionStream known;
        synchronized (this) {
            known = stream;
        }
        boolean canBeAsked = !call.meta().clientCapabilities().members().isEmpty();
        if (known != null && canBeAsked && ModernForm.mayNeedInput(call.method())) {
            known.awaitOpened(STREAM_PATIENCE);
        }
    }

    HttpRoundTrip resumed(String behind) {
        Map<String, String> headers = headers();
        headers.put("Accept", "text/event-stream");
        headers.put("Last-Event-ID", behind);
        return link.send(HttpMethod.GET, headers, new byte[0]);
    }

    Response response(HttpLink.Answer answer) {
        if (answer.status() == 404 && session.isPresent()) {
            lost();
            throw new SessionLostException(link.server);
        }
        Response response = answer.response();
        if (response == null) {
            isOpen &=
                    answer.status() / 100 != 4 || answer.status() == 401 || answer.status() == 403;
            throw link.refusal(answer.status());
        }
        return response;
    }

    private void lost() {
        isOpen = false;
        rounds.close();
        tasks.close();
        closeStream();
        events.lost();
    }

    /** Closing a stream means nothing in this era: the server has to be told. */
    void cancel(long id, String reason) {
        Json params = Json.object("requestId", Json.of(id)).with("reason", Json.of(reason));
        inBackground(new Notification(Methods.CANCELLED, params));
    }

    private void raiseLevel(Call call) {
        Optional<LogLevel> louder = form.levelToSet(call, level);
        if (louder.isPresent()) {
            level = louder.get();
            inBackground(
                    new Request(
                            RequestId.of(link.nextId()),
                            Methods.SET_LEVEL,
                            Json.object("level", Json.of(level.label()))));
        }
    }

    /** Hears what comes on a stream beside answers. */
    void told(JsonRpcMessage message, @Nullable Call call) {
        switch (message) {
            case Request request -> asked(request, call);
            case Notification notification -> {
                switch (notification.method()) {
                    case Methods.TOOLS_CHANGED,
                            Methods.PROMPTS_CHANGED,
                            Methods.RESOURCES_CHANGED,
                            Methods.RESOURCE_UPDATED -> {
                        if (notification.method().equals(Methods.TOOLS_CHANGED)) {
                            tasks.toolsChanged();
                        }
                        events.changed(notification);
                    }
                    default -> {
                        if (call != null) {
                            call.emit(notification);
                        }
                    }
                }
            }
            case Response _ -> {} // to nothing of ours
        }
    }

    /** A question on the stream of a call is that call's. */
    private void asked(Request request, @Nullable Call call) {
        if (!ServerRequests.isQuestion(request)) {
            inBackground(ServerRequests.answer(request));
        } else if (call != null && ModernForm.mayNeedInput(call.method())) {
            throw new AskedException(request);
        } else {
            open.asked(request);
        }
    }

    void inBackground(JsonRpcMessage message) {
        Thread.ofVirtual()
                .name("mcp-tell-" + link.server)
                .start(() -> tell(message, Deadline.after(link.settings.connectTimeout())));
    }

    /** Sends what needs no answer; whether it arrived cannot be helped. */
    private void tell(JsonRpcMessage message, Deadline deadline) {
        HttpRoundTrip trip = link.post(headers(), message);
        try {
            trip.status(deadline.remaining());
        } catch (IOException | TimeoutException unheard) {
            trip.abort("unheard");
        } finally {
            trip.close();
        }
    }

    @Override
    public SubscriptionFilter watch(SubscriptionFilter wanted) {
        SubscriptionFilter possible = form.discovery().honoured(wanted);
        Set<String> now = new LinkedHashSet<>();
        for (String uri : possible.resources()) {
            if (watched.contains(uri) || subscribe(Methods.RESOURCES_SUBSCRIBE, uri)) {
                now.add(uri);
            }
        }
        for (String uri : watched) {
            if (!now.contains(uri)) {
                subscribe(Methods.RESOURCES_UNSUBSCRIBE, uri);
            }
        }
        watched = Set.copyOf(now);
        return possible.withResources(now);
    }

    private boolean subscribe(String method, String uri) {
        var request =
                new Request(RequestId.of(link.nextId()), method, Json.object("uri", Json.of(uri)));
        Deadline deadline = Deadline.after(link.settings.connectTimeout());
        HttpLink.Answer answer =
                link.ask(
                        request,
                        headers(),
                        deadline,
                        new Cancellation(),
                        message -> told(message, null),
                        _ -> {});
        return response(answer) instanceof Success;
    }

    private synchronized void openStream() {
        if (stream == null && isOpen) {
            stream = new HttpSessionStream(link, this, events);
        }
    }

    private synchronized void closeStream() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    /** The stream was told that the session is no more. */
    void sessionGone() {
        lost();
    }

    @Override
    public boolean isOpen() {
        return isOpen;
    }

    @Override
    public void close() {
        isOpen = false;
        rounds.close();
        tasks.close();
        closeStream();
        if (session.isPresent()) {
            HttpRoundTrip trip = link.send(HttpMethod.DELETE, headers(), new byte[0]);
            trip.close();
        }
    }

    /** There is no Streamable HTTP at this address. */
    static final class NotSpokenException extends McpException {
        private static final long serialVersionUID = 1L;

        NotSpokenException(HttpLink link, int status) {
            super(
                    link.failure(
                                    "does not speak Streamable HTTP at this address (HTTP "
                                            + status
                                            + ")")
                            .error());
        }
    }
}
