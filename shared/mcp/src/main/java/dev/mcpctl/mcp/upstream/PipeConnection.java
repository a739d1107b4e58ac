package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.LogLevel;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Extensions;
import dev.mcpctl.mcp.wire.TaskForm;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A conversation over one stream whose era is known. */
final class PipeConnection implements Connection {
    private final String server;
    private final UpstreamSettings settings;
    private final MessagePipe pipe;
    private final EraForm form;
    private final Discovery discovery;
    private final Events events;
    private final @Nullable LegacyRounds rounds; // of a server that asks by requests of its own
    private final @Nullable LegacyTasks tasks; // likewise
    private Set<String> watched = Set.of(); // of the watching thread
    private volatile @Nullable Listen listen; // replaced by the watching thread
    private volatile LogLevel level = LogLevel.EMERGENCY;

    PipeConnection(
            String server,
            UpstreamSettings settings,
            MessagePipe pipe,
            EraForm form,
            Discovery discovery,
            Events events) {
        this.server = server;
        this.settings = settings;
        this.pipe = pipe;
        this.form = form;
        this.discovery = discovery;
        this.events = events;
        if (form instanceof LegacyForm legacy) {
            var early = new EarlyQuestions(settings, pipe::respond);
            this.rounds = new LegacyRounds(server, legacy, settings, early);
            this.tasks = new LegacyTasks(server, legacy, PipeCall::new, this::request);
            pipe.letAsk(early);
        } else {
            this.rounds = null;
            this.tasks = null;
        }
    }

    @Override
    public Discovery discovery(Deadline deadline) {
        return discovery;
    }

    @Override
    public boolean offersTasks() {
        return form instanceof StatelessForm && discovery.offers(Extensions.TASKS);
    }

    @Override
    public boolean isOpen() {
        return pipe.isOpen();
    }

    @Override
    public Json request(Call call) {
        LegacyRounds asking = rounds;
        LegacyTasks later = tasks;
        if (asking == null || later == null) {
            Pending sent = send(call, call::emit);
            return form.result(
                    call, await(sent, call.method(), call.deadline(), call.cancellation()));
        }
        if (TaskForm.isRequest(call.method())) {
            return later.answer(call);
        }
        Call prepared = later.prepared(call);
        return asking.request(
                prepared,
                () -> {
                    raiseLevel(prepared);
                    return new PipeCall(prepared);
                });
    }

    private Pending send(Call call, Consumer<Notification> stream) {
        return pipe.send(
                call.method(),
                call.caller().principal(),
                id -> form.params(call, call.meta().wantsProgress() ? id : null),
                call.meta(),
                stream);
    }

    private Response await(
            Pending sent, String method, Deadline deadline, Cancellation cancellation) {
        try {
            return sent.await(deadline, settings.requestTimeout(), cancellation);
        } catch (TimeoutException late) {
            pipe.abandon(sent, "timed out");
            throw McpException.upstream(
                    server, "server \"" + server + "\" did not answer " + method + " in time");
        } catch (CancelledException givenUp) {
            pipe.abandon(sent, cancellation.reason());
            throw givenUp;
        }
    }

    /**
     * A server of the handshake era logs for all its clients at one level: the most talkative
     * anybody asked for.
     */
    private void raiseLevel(Call call) {
        if (form instanceof LegacyForm legacy) {
            Optional<LogLevel> louder = legacy.levelToSet(call, level);
            if (louder.isPresent()) {
                level = louder.get();
                Json params = Json.object("level", Json.of(level.label()));
                pipe.send(Methods.SET_LEVEL, _ -> params, RequestMeta.none(), _ -> {});
            }
        }
    }

    /** What came on the stream without a request of its own. */
    void told(Notification notification) {
        switch (notification.method()) {
            case Methods.TOOLS_CHANGED,
                    Methods.PROMPTS_CHANGED,
                    Methods.RESOURCES_CHANGED,
                    Methods.RESOURCE_UPDATED -> {
                // Without a subscription's id this is the handshake era's way of telling.
                if (form instanceof LegacyForm) {
                    if (tasks != null && notification.method().equals(Methods.TOOLS_CHANGED)) {
                        tasks.toolsChanged();
                    }
                    events.changed(notification);
                }
            }
            default -> {} // nobody's
        }
    }

    @Override
    public SubscriptionFilter watch(SubscriptionFilter wanted) {
        return switch (form) {
            case LegacyForm _ -> watchResources(discovery.honoured(wanted));
            case StatelessForm stateless -> listen(stateless, wanted);
        };
    }

    /** Changes of lists come unasked; resources are subscribed to one by one. */
    private SubscriptionFilter watchResources(SubscriptionFilter wanted) {
        Set<String> now = new LinkedHashSet<>();
        for (String uri : wanted.resources()) {
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
        return wanted.withResources(now);
    }

    private boolean subscribe(String method, String uri) {
        Json params = Json.object("uri", Json.of(uri));
        Pending sent = pipe.send(method, _ -> params, RequestMeta.none(), _ -> {});
        Deadline deadline = Deadline.after(settings.connectTimeout());
        return await(sent, method, deadline, new Cancellation()) instanceof Success;
    }

    /**
     * A filter cannot be changed: the new listen is acknowledged before the old one is given up.
     */
    private SubscriptionFilter listen(StatelessForm stateless, SubscriptionFilter wanted) {
        Listen old = listen;
        SubscriptionFilter honoured = wanted;
        if (wanted.isEmpty()) {
            listen = null;
        } else {
            Json params = stateless.ownParams(Json.object("notifications", wanted.json()));
            var next = new Listen(params);
            listen = next;
            honoured = next.honoured();
            next.request.onAnswer(() -> {
                if (listen == next) {
                    events.lost();
                }
            });
        }
        if (old != null) {
            pipe.abandon(old.request, "replaced");
        }
        return honoured;
    }

    @Override
    public void close() {
        if (rounds != null) {
            rounds.close();
        }
        if (tasks != null) {
            tasks.close();
        }
        pipe.close();
    }

    /** A call to a server that may ask in between. */
    private final class PipeCall implements OpenCall {
        private volatile Call current;
        private volatile Pending sent;

        PipeCall(Call call) {
            this.current = call;
            this.sent = send(call, notification -> current.emit(notification));
        }

        @Override
        public Response await(Call call) {
            current = call;
            try {
                return PipeConnection.this.await(
                        sent, call.method(), call.deadline(), call.cancellation());
            } catch (AskedException asked) {
                sent = asked.rest(Pending.class);
                throw asked;
            }
        }

        @Override
        public Optional<Request> another(Duration window) {
            try {
                Response _ = sent.answer().get(window.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException ended) {
                if (ended.getCause() instanceof AskedException next) {
                    sent = next.rest(Pending.class);
                    return Optional.of(next.question());
                }
            } catch (TimeoutException nothing) {
                return Optional.empty();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty(); // waiting will say what there is instead
        }

        @Override
        public void park() {
            sent.parked(true);
        }

        @Override
        public void unpark() {
            sent.parked(false);
            sent.asked = 0;
        }

        @Override
        public void answer(Response response) {
            pipe.respond(response);
        }

        @Override
        public void abandon(String reason) {
            pipe.abandon(sent, reason);
        }
    }

    private final class Listen {
        private final CompletableFuture<SubscriptionFilter> acknowledged =
                new CompletableFuture<>();
        private final Pending request;

        Listen(Json params) {
            request = pipe.send(Methods.LISTEN, _ -> params, RequestMeta.none(), this::told);
        }

        private void told(Notification notification) {
            if (notification.method().equals(Methods.ACKNOWLEDGED)) {
                acknowledged.complete(StatelessForm.acknowledged(notification));
            } else {
                events.changed(StatelessForm.untagged(notification));
            }
        }

        SubscriptionFilter honoured() {
            try {
                CompletableFuture.anyOf(acknowledged, request.answer())
                        .get(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException late) {
                throw refused();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw refused();
            }
            return acknowledged.getNow(SubscriptionFilter.none());
        }

        private McpException refused() {
            return McpException.upstream(
                    server, "server \"" + server + "\" does not tell of changes");
        }
    }
}
