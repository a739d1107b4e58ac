package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Dialects;
import dev.mcpctl.mcp.wire.Extensions;
import dev.mcpctl.mcp.wire.HeaderParam;
import dev.mcpctl.mcp.wire.Revision;
import dev.mcpctl.mcp.wire.TaskForm;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What all ways to reach a server share: one connection, dialled when needed, with a bound on what
 * is open there.
 */
abstract sealed class DialledUpstream implements Upstream
        permits StdioUpstream, HttpUpstream, HttpSseUpstream {
    /**
     * For so long after dialling failed everybody gets the same answer, instead of dialling one
     * after the other.
     */
    private static final Duration FAILURE_HOLDS = Duration.ofMillis(500);

    final String name;
    final UpstreamSettings settings;
    final HeaderParamMemory headerParams = new HeaderParamMemory();

    private final EventHub hub;
    private final Semaphore slots;
    private final ServerTasks tasks;
    private final ReentrantLock dialling = new ReentrantLock();
    private volatile @Nullable Connection connection;
    private @Nullable McpException lastFailure; // guarded by dialling
    private Deadline lastFailureUntil = Deadline.after(Duration.ZERO); // guarded by dialling
    private volatile boolean isClosed;

    DialledUpstream(String name, UpstreamSettings settings) {
        this.name = name;
        this.settings = settings;
        this.hub = new EventHub(name, this::watch);
        this.slots = new Semaphore(settings.maxOpenRequests());
        this.tasks = new ServerTasks(name, this::requested);
    }

    /**
     * A new connection. One call at a time.
     *
     * @param events hears what the server tells unasked
     * @throws McpException naming the server
     */
    abstract Connection dial(Deadline deadline, Connection.Events events);

    /** Whether tasks are waited for here, for clients that know none. */
    boolean waitsForTasks() {
        return true;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Discovery discover(Deadline deadline) {
        return connected(deadline).discovery(deadline);
    }

    @Override
    public final Json call(Call call) {
        if (call.method().equals(Methods.DISCOVER)) {
            return discover(call.deadline()).json();
        }
        if (!Dialects.hasRequest(Revision.MODERN, call.method())
                || call.method().equals(Methods.LISTEN)) {
            throw McpException.methodNotFound(call.method());
        }
        takeSlot(call);
        try {
            Json result = waitsForTasks() ? tasks.call(call) : requested(call);
            if (call.method().equals(Methods.TOOLS_LIST)) {
                headerParams.note(result);
            }
            return result;
        } finally {
            slots.release();
        }
    }

    /**
     * A session that the server has forgotten is begun anew; but what may have had an effect is not
     * asked for twice.
     */
    private Json requested(Call call) {
        try {
            return request(connected(call), call);
        } catch (SessionLostException lost) {
            if (call.method().equals(Methods.TOOLS_CALL)) {
                throw lost;
            }
            return request(connected(call), call);
        }
    }

    /** A server with tasks is told that we know them: who does not is spared them here. */
    private static Json request(Connection connection, Call call) {
        if (!connection.offersTasks()) {
            return connection.request(call);
        }
        Json able =
                Extensions.with(call.meta().clientCapabilities(), Extensions.TASKS, Json.object());
        Json result = connection.request(call.withMeta(call.meta().withClientCapabilities(able)));
        return call.method().equals(Methods.TOOLS_LIST) ? TaskForm.withSupport(result) : result;
    }

    private void takeSlot(Call call) {
        try {
            Duration patience = call.deadline().orAfter(settings.requestTimeout()).remaining();
            if (!slots.tryAcquire()
                    && !slots.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failure("is busy: " + settings.maxOpenRequests() + " requests are open");
            }
        } catch (InterruptedException givenUp) {
            throw interrupted(call);
        }
    }

    private Connection connected(Call call) {
        try {
            return connected(call.deadline());
        } catch (McpException failed) {
            if (call.cancellation().isCancelled()) {
                throw new CancelledException(call.cancellation().reason());
            }
            throw failed;
        }
    }

    private Connection connected(Deadline deadline) {
        Connection known = connection;
        if (known != null && known.isOpen()) {
            return known;
        }
        try {
            if (!dialling.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                throw failure("could not be reached in time");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw failure("could not be reached: interrupted");
        }
        try {
            return dialled();
        } finally {
            dialling.unlock();
        }
    }

    private Connection dialled() {
        Connection known = connection;
        if (known != null && known.isOpen()) {
            return known;
        }
        McpException failed = lastFailure;
        if (failed != null && !lastFailureUntil.hasPassed()) {
            throw new McpException(failed.error(), failed);
        }
        if (isClosed) {
            throw failure("is gone");
        }
        try {
            // Whoever dials does it for all: the caller's own deadline does not count, only the
            // connection's.
            Connection made = dial(Deadline.after(settings.connectTimeout()), hub);
            connection = made;
            lastFailure = null;
            if (known != null) {
                known.close();
                hub.renewed();
            }
            if (isClosed) {
                made.close();
            }
            return made;
        } catch (SignInRequiredException unknown) {
            throw unknown; // may be over at any moment, and dialling again shows it
        } catch (McpException unreachable) {
            lastFailure = unreachable;
            lastFailureUntil = Deadline.after(FAILURE_HOLDS);
            throw unreachable;
        }
    }

    /** What the hub has the server tell of. */
    private SubscriptionFilter watch(SubscriptionFilter wanted) {
        Connection known = connection;
        if (wanted.isEmpty() && (known == null || !known.isOpen())) {
            return wanted;
        }
        return connected(Deadline.after(settings.connectTimeout())).watch(wanted);
    }

    @Override
    public final Listening listen(Call call, SubscriptionFilter filter, SubscriptionSink sink) {
        return hub.add(filter, sink);
    }

    @Override
    public final List<HeaderParam> headerParams(Call call) {
        return headerParams.of(call.params().text("name").orElse(""));
    }

    final McpException failure(String what) {
        return McpException.upstream(name, "server \"" + name + "\" " + what);
    }

    final McpException interrupted(Call call) {
        return call.cancellation().isCancelled()
                ? new CancelledException(call.cancellation().reason())
                : failure("was not waited for: interrupted");
    }

    @Override
    public final void close() {
        isClosed = true;
        hub.close();
        Connection known = connection;
        if (known != null) {
            known.close();
        }
    }
}
