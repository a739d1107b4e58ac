package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.message.Frame;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.Dialects;
import dev.mcpctl.mcp.wire.Revision;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/** One client on HTTP+SSE: its stream, and its session from {@code initialize} on. */
final class SseSession implements AutoCloseable {
    /** A client with more than this many of the largest messages unread does not read any more. */
    private static final int MAX_UNREAD_MESSAGES = 2;

    private final HttpExchange stream;
    private final Target target;
    private final Executor threads;
    private final FaceSettings settings;
    private final Predicate<Notification> outlet;
    private final ClientChannel client;
    private volatile @Nullable LegacySession session; // set once, under this
    private boolean isBeginning; // guarded by this
    private boolean isClosed; // guarded by this

    SseSession(HttpExchange stream, Target target, Executor threads, FaceSettings settings) {
        this.stream = stream;
        this.target = target;
        this.threads = threads;
        this.settings = settings;
        this.outlet = stream::offer;
        this.client = ClientChannel.on(stream);
        stream.limitUnsent((long) MAX_UNREAD_MESSAGES * settings.maxMessageBytes());
    }

    /** Begins the stream. */
    void open(String messages) {
        stream.accepted();
        stream.sendEvent("endpoint", messages);
    }

    void pulse(long silenceNanos) {
        stream.pulse(silenceNanos);
    }

    boolean isOf(Target other) {
        return target.name().equals(other.name()) && target.principal().equals(other.principal());
    }

    /** Whether this version header is right for what was negotiated. */
    boolean speaks(Optional<String> version) {
        LegacySession begun = session;
        return begun == null || version.isEmpty() || version.get().equals(begun.revision().label());
    }

    /** Handles a message whose receipt was acknowledged. Runs on the request's own thread. */
    void receive(Frame frame) {
        switch (frame) {
            case Frame.Single(Request request) -> answer(request);
            case Frame.Single(Notification notification) -> note(notification);
            case Frame.Single(Response response) -> answered(response);
            case Frame.Batch batch -> batch(batch);
            case Frame.Malformed(RequestId id, var error) -> stream.send(new Failure(id, error));
        }
    }

    private void answer(Request request) {
        LegacySession begun = session;
        try {
            if (begun != null) {
                begun.handle(request, client).ifPresent(stream::send);
            } else if (request.method().equals(Methods.INITIALIZE)) {
                initialize(request);
            } else if (request.method().equals(Methods.PING)) {
                stream.send(new Success(request.id(), Json.object()));
            } else if (!Dialects.hasRequest(Revision.NEWEST_LEGACY, request.method())) {
                // Above all server/discover: a client of both eras learns of ours by this.
                throw McpException.methodNotFound(request.method());
            } else {
                throw McpException.invalidRequest("not initialized");
            }
        } catch (McpException refused) {
            stream.send(new Failure(request.id(), refused.error()));
        }
    }

    private void answered(Response response) {
        LegacySession begun = session;
        if (begun != null) {
            begun.answered(response);
        }
    }

    private void initialize(Request request) {
        synchronized (this) {
            if (isBeginning) {
                throw McpException.invalidRequest("already initialized");
            }
            isBeginning = true;
        }
        try {
            LegacySession.Begun begun =
                    LegacySession.begin(settings, target, Conversations.random(), request);
            if (keep(begun.session())) {
                stream.onDrained(begun.session().outbox()::flush);
                begun.session().outbox().attach(outlet);
                stream.send(new Success(request.id(), begun.result()));
            } else {
                begun.session().close();
            }
        } finally {
            synchronized (this) {
                isBeginning = session != null;
            }
        }
    }

    private synchronized boolean keep(LegacySession begun) {
        if (!isClosed) {
            session = begun;
        }
        return !isClosed;
    }

    private void note(Notification notification) {
        LegacySession begun = session;
        if (begun != null) {
            begun.note(notification);
            if (notification.method().equals(Methods.INITIALIZED)) {
                begun.watch();
            }
        }
    }

    private void batch(Frame.Batch batch) {
        LegacySession begun = session;
        if (begun == null || begun.revision() != Revision.V2025_03_26) {
            var why = McpException.invalidRequest("batches are not part of this revision");
            stream.send(new Failure(null, why.error()));
            return;
        }
        Json answers = new BatchRun(begun, threads).run(batch, client);
        if (!answers.elements().isEmpty()) {
            stream.sendEvent("message", answers.toString());
        }
    }

    /** Ends stream and session; open requests are cancelled. A second call does nothing. */
    @Override
    public void close() {
        LegacySession begun;
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
            begun = session;
        }
        if (begun != null) {
            begun.outbox().detach(outlet);
            begun.close();
        }
        stream.endStream();
    }
}
