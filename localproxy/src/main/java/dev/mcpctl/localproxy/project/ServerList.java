package dev.mcpctl.localproxy.project;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.upstream.ListPages;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One list of one server: the last good answer, and the fetch that will replace it. One fetch at a
 * time; a request for freshness that comes during one makes another follow. Safe on any thread.
 */
final class ServerList {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MAX_ITEMS = 10_000;

    /**
     * Where a list stands.
     *
     * @param good the last good answer; null before the first
     * @param isPending whether an answer is being waited for that may come any moment: not when the
     *     last try failed
     * @param pendingSinceNanos when that wait began
     * @param trouble why the last try failed, or what is wrong with its answer; else null
     */
    record View(
            @Nullable ListContent good,
            boolean isPending,
            long pendingSinceNanos,
            @Nullable String trouble) {}

    private final ListKind kind;
    private final McpEndpoint server;
    private final Caller caller;
    private final Background background;
    private final Runnable changed;
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(20));

    private View view; // guarded by this
    private @Nullable CompletableFuture<Void> open; // guarded by this
    private @Nullable CompletableFuture<Void> next; // guarded by this
    private boolean isClosed; // guarded by this

    /**
     * @param changed told after {@link #view} has moved, on any thread
     */
    ServerList(
            ListKind kind,
            McpEndpoint server,
            Caller caller,
            Background background,
            Runnable changed) {
        this.kind = kind;
        this.server = server;
        this.caller = caller;
        this.background = background;
        this.changed = changed;
        this.view = new View(null, true, System.nanoTime(), null);
    }

    synchronized View view() {
        return view;
    }

    /** Done when an answer to a question asked after this moment, or its failure, is in. */
    CompletableFuture<Void> refresh() {
        synchronized (this) {
            if (isClosed) {
                return CompletableFuture.completedFuture(null);
            }
            if (open != null) {
                next = next == null ? new CompletableFuture<>() : next;
                return next;
            }
            open = new CompletableFuture<>();
            begin();
            return open;
        }
    }

    /** As {@link #refresh}, for who does not wait for it. */
    void renew() {
        var _ = refresh();
    }

    /** The server cannot be reached for now: nobody need wait for this list. */
    void unreachable() {
        synchronized (this) {
            view = new View(view.good(), false, 0, null); // the server's own trouble says why
        }
        changed.run();
    }

    /** The server has no such list. */
    void absent() {
        settle(ListContent.empty(), null);
        changed.run();
    }

    /** No fetch follows; one that is open comes to nothing. */
    synchronized void close() {
        isClosed = true;
    }

    private synchronized void begin() {
        if (view.trouble() == null) {
            view = new View(view.good(), true, System.nanoTime(), null);
        }
        background.run(this::fetch);
    }

    private void fetch() {
        try {
            ListPages pages =
                    ListPages.fetch(
                            server,
                            Call.of(kind.method(), Json.object(), caller, PATIENCE),
                            MAX_ITEMS);
            settle(
                    ListContent.of(pages),
                    pages.isComplete() ? null : kind.method() + ": more items than can be shown");
            backoff.reset();
        } catch (McpException failed) {
            if (failed.error().code() == ErrorCodes.METHOD_NOT_FOUND) {
                settle(ListContent.empty(), null); // declared and yet not there, as some servers do
            } else {
                settle(null, kind.method() + ": " + failed.error().message());
                background.after(backoff.next(), this::renew);
            }
        }
        changed.run();
        finish();
    }

    private synchronized void settle(@Nullable ListContent answer, @Nullable String trouble) {
        view = new View(answer == null ? view.good() : answer, false, 0, trouble);
    }

    private void finish() {
        CompletableFuture<Void> done;
        synchronized (this) {
            done = open;
            open = next;
            next = null;
            if (open != null) {
                if (isClosed) {
                    open.complete(null);
                } else {
                    begin();
                }
            }
        }
        if (done != null) {
            done.complete(null);
        }
    }
}
