package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.line.LineReader;
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
import dev.mcpctl.mcp.wire.Dialects;
import dev.mcpctl.mcp.wire.Revision;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * One client on a byte stream. Lines are taken in on the serving thread, which alone decides on the
 * era.
 */
final class LineConnection {
    private static final Logger log = LoggerFactory.getLogger(LineConnection.class);

    private final Target target;
    private final Executor threads;
    private final FaceSettings settings;
    private final RequestRunner runner;
    private final LineWriter writer;
    private final Caller modernCaller;
    private final ClientChannel client = new Channel();
    private final Map<RequestId, Cancellation> open = new ConcurrentHashMap<>();
    private final Map<RequestId, ModernSubscription> subscriptions = new ConcurrentHashMap<>();

    private volatile @Nullable Thread serving;
    private volatile @Nullable LegacySession session; // set once, by the serving thread
    private boolean isModern; // of the serving thread

    LineConnection(OutputStream out, Target target, Executor threads, FaceSettings settings) {
        this.target = target;
        this.threads = threads;
        this.settings = settings;
        this.runner = new RequestRunner(settings);
        this.modernCaller =
                new Caller(target.principal(), Conversations.random(), Revision.MODERN, true);
        this.writer =
                new LineWriter(
                        out,
                        Thread.ofVirtual().name("mcp-line-writer").factory(),
                        this::caughtUp,
                        this::interrupt);
    }

    void serve(InputStream in) {
        serving = Thread.currentThread();
        var lines = new LineReader(in, settings.maxMessageBytes());
        try {
            while (receive(lines)) {}
        } catch (IOException gone) {
            log.debug("line connection broke: target={}", target.name(), gone);
        } finally {
            serving = null;
            Thread.interrupted();
            end();
        }
    }

    private boolean receive(LineReader lines) throws IOException {
        byte[] line;
        try {
            line = lines.next();
        } catch (McpException tooLong) {
            send(new Failure(null, tooLong.error()));
            return true;
        }
        if (line == null) {
            return false;
        }
        switch (MessageReader.read(line)) {
            case Frame.Malformed(RequestId id, var error) -> send(new Failure(id, error));
            case Frame.Batch batch -> batch(batch);
            case Frame.Single(JsonRpcMessage message) -> message(message);
        }
        return true;
    }

    private void message(JsonRpcMessage message) {
        switch (message) {
            case Request request -> {
                try {
                    request(request);
                } catch (McpException refused) {
                    send(new Failure(request.id(), refused.error()));
                }
            }
            case Notification notification -> notification(notification);
            case Response response -> answered(response);
        }
    }

    private void answered(Response response) {
        LegacySession begun = session;
        if (begun != null) {
            begun.answered(response);
        }
    }

    private void request(Request request) {
        LegacySession begun = session;
        if (ModernMeta.isClaimedBy(request.params())) {
            if (begun != null) {
                throw McpException.invalidRequest(
                        "this connection was initialized for " + begun.revision().label());
            }
            modern(request);
        } else if (begun != null) {
            threads.execute(() -> begun.handle(request, client).ifPresent(this::send));
        } else if (isModern || !Dialects.hasRequest(Revision.NEWEST_LEGACY, request.method())) {
            ModernMeta.of(request.params()); // says which key is missing
        } else if (request.method().equals(Methods.INITIALIZE)) {
            // On this thread: what comes behind it needs the session.
            LegacySession.Begun started =
                    LegacySession.begin(settings, target, Conversations.random(), request);
            session = started.session();
            started.session().outbox().attach(this::offer);
            send(new Success(request.id(), started.result()));
        } else if (request.method().equals(Methods.PING)) {
            send(new Success(request.id(), Json.object()));
        } else {
            throw McpException.invalidRequest("not initialized");
        }
    }

    private void modern(Request request) {
        ModernMeta meta = ModernMeta.of(request.params());
        ModernMeta.requireSupported(meta.version());
        if (!Dialects.hasRequest(Revision.MODERN, request.method())) {
            throw McpException.methodNotFound(request.method());
        }
        meta.requireDeclared(request.method());
        isModern |= !request.method().equals(Methods.DISCOVER);
        String handle = meta.conversation();
        Caller caller =
                handle == null
                        ? modernCaller
                        : new Caller(target.principal(), handle, Revision.MODERN, false);
        if (open.size() + subscriptions.size() >= settings.maxOpenRequests()) {
            throw McpException.internal(
                    "more than " + settings.maxOpenRequests() + " requests open");
        }
        if (request.method().equals(Methods.LISTEN)) {
            listen(request, meta, caller);
            return;
        }
        var cancellation = new Cancellation();
        if (open.putIfAbsent(request.id(), cancellation) != null) {
            throw McpException.invalidRequest(
                    "a request with id " + request.id() + " is open already");
        }
        threads.execute(() -> {
            Optional<Response> answer =
                    runner.run(
                            request,
                            target,
                            meta.meta(),
                            meta.progressToken(),
                            caller,
                            cancellation,
                            this::offer);
            open.remove(request.id());
            answer.map(response -> meta.shown(request.method(), response)).ifPresent(this::send);
        });
    }

    private void listen(Request request, ModernMeta meta, Caller caller) {
        SubscriptionFilter filter = SubscriptionFilter.of(request.params());
        var subscription =
                new ModernSubscription(
                        request.id(),
                        settings.serverInfo(),
                        this::send,
                        this::offer,
                        last -> {
                            subscriptions.remove(request.id());
                            send(last);
                        });
        if (subscriptions.putIfAbsent(request.id(), subscription) != null) {
            throw McpException.invalidRequest(
                    "a request with id " + request.id() + " is open already");
        }
        var stream = new RequestStream(meta.meta(), null, Revision.MODERN, _ -> {});
        Call call = runner.call(request, meta.meta(), caller, new Cancellation(), stream);
        threads.execute(() -> {
            try {
                subscription.holds(target.endpoint().listen(call, filter, subscription));
            } catch (McpException refused) {
                subscriptions.remove(request.id());
                subscription.close();
                send(new Failure(request.id(), refused.error()));
            }
        });
    }

    private void notification(Notification notification) {
        LegacySession begun = session;
        if (begun != null) {
            begun.note(notification);
            if (notification.method().equals(Methods.INITIALIZED)) {
                threads.execute(begun::watch);
            }
        } else if (notification.method().equals(Methods.CANCELLED)) {
            notification
                    .params()
                    .get("requestId")
                    .ifPresent(id -> cancel(id, notification.params()));
        }
    }

    private void cancel(Json requestId, Json params) {
        RequestId id = RequestId.in(requestId).orElse(null);
        if (id == null) {
            return;
        }
        Cancellation call = open.get(id);
        if (call != null) {
            call.cancel(params.text("reason").orElse("cancelled by the client"));
        }
        ModernSubscription subscription = subscriptions.remove(id);
        if (subscription != null) {
            subscription.close();
        }
    }

    private void batch(Frame.Batch batch) {
        LegacySession begun = session;
        if (begun == null || begun.revision() != Revision.V2025_03_26) {
            send(
                    new Failure(
                            null,
                            McpException.invalidRequest("batches are not part of this revision")
                                    .error()));
            return;
        }
        threads.execute(() -> {
            Json answers = new BatchRun(begun, threads).run(batch, client);
            if (!answers.elements().isEmpty()) {
                writer.write(BatchRun.line(answers));
            }
        });
    }

    private boolean offer(JsonRpcMessage message) {
        return writer.offer(message.toLine());
    }

    private void send(JsonRpcMessage message) {
        writer.write(message.toLine());
    }

    /** The one stream there is, for each request of the handshake era. */
    private final class Channel implements ClientChannel {
        @Override
        public void offer(Notification notification) {
            boolean _ = LineConnection.this.offer(notification);
        }

        @Override
        public boolean send(JsonRpcMessage message) {
            LineConnection.this.send(message);
            return true;
        }
    }

    private void caughtUp() {
        LegacySession begun = session;
        if (begun != null) {
            begun.outbox().flush();
        }
        subscriptions.values().forEach(ModernSubscription::flush);
    }

    private void interrupt() {
        Thread thread = serving;
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** The face closes: subscriptions end in order, the connection after them. */
    void stop() {
        subscriptions.values().forEach(ModernSubscription::ended);
        writer.close();
        interrupt();
    }

    private void end() {
        open.values()
                .forEach(cancellation ->
                        cancellation.cancel("the client has closed the connection"));
        subscriptions.values().forEach(ModernSubscription::close);
        LegacySession begun = session;
        if (begun != null) {
            begun.close();
        } else {
            target.endpoint().forget(modernCaller);
        }
        writer.close();
    }
}
