package dev.mcpctl.localproxy.project;

import dev.mcpctl.api.project.Attachment;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.upstream.Discovery;
import dev.mcpctl.mcp.upstream.Upstream;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server of a project: its upstream, what it said of itself, and its lists, kept fresh by a
 * subscription. Nothing here waits for the server but what says so. Safe on any thread.
 */
final class AttachedServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration ACKNOWLEDGEMENT = Duration.ofMillis(500);

    private final Attachment attachment;
    private final Upstream upstream;
    private final Caller caller;
    private final Background background;
    private final Runnable changed;
    private final Map<ListKind, ServerList> lists = new EnumMap<>(ListKind.class);
    private final Backoff backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10));
    private final long attachedNanos = System.nanoTime();

    private volatile @Nullable Discovery discovery;
    private volatile @Nullable String trouble;
    private volatile boolean isClosed;
    private boolean isDialling; // guarded by this
    private boolean isNudged; // guarded by this
    private @Nullable Listening listening; // guarded by this

    /**
     * @param changed told when anything that is asked of this object may answer otherwise
     */
    AttachedServer(
            Attachment attachment,
            Upstream upstream,
            Caller caller,
            Background background,
            Runnable changed) {
        this.attachment = attachment;
        this.upstream = upstream;
        this.caller = caller;
        this.background = background;
        this.changed = changed;
        for (ListKind kind : ListKind.values()) {
            lists.put(kind, new ServerList(kind, upstream, caller, background, changed));
        }
    }

    String alias() {
        return attachment.alias();
    }

    /** Whether it stands for this entry of a project, wherever that is in the order. */
    boolean isFor(Attachment other) {
        return alias().equals(other.alias()) && attachment.server().equals(other.server());
    }

    String server() {
        return attachment.server();
    }

    Upstream upstream() {
        return upstream;
    }

    Optional<Discovery> discovery() {
        return Optional.ofNullable(discovery);
    }

    /** Whether what the server says of itself may come any moment. */
    boolean isDiscoveryPending() {
        return discovery == null && trouble == null;
    }

    long attachedNanos() {
        return attachedNanos;
    }

    ServerList.View view(ListKind kind) {
        return lists(kind).view();
    }

    /** Done when a fresh answer, or its failure, is in: see {@link ServerList#refresh}. */
    CompletableFuture<Void> refresh(ListKind kind) {
        return lists(kind).refresh();
    }

    /** What is wrong with the server at the moment, as far as it shows in lists. */
    List<String> troubles() {
        List<String> found = new ArrayList<>();
        String own = trouble;
        if (own != null) {
            found.add(own);
        } else if (discovery == null) {
            addSilence(found, Methods.DISCOVER, attachedNanos);
        }
        for (ListKind kind : ListKind.values()) {
            ServerList.View view = view(kind);
            if (view.trouble() != null) {
                found.add(view.trouble());
            } else if (own == null && discovery != null && view.isPending()) {
                addSilence(found, kind.method(), view.pendingSinceNanos());
            }
        }
        return found;
    }

    private static void addSilence(List<String> found, String method, long sinceNanos) {
        long seconds = (System.nanoTime() - sinceNanos) / 1_000_000_000;
        if (seconds >= 1) {
            found.add(method + ": no answer for " + seconds + " s");
        }
    }

    /** Dials in the background, and again until it answers. */
    void connect() {
        synchronized (this) {
            if (isClosed || isDialling) {
                isNudged |= isDialling;
                return;
            }
            isDialling = true;
        }
        background.run(this::dial);
    }

    /** Something about the server changed: if it was in trouble, now is the time to ask again. */
    void nudge() {
        if (trouble != null) {
            connect();
            return;
        }
        for (ServerList list : lists.values()) {
            if (list.view().trouble() != null) {
                list.renew();
            }
        }
    }

    private void dial() {
        boolean isDone = false;
        try {
            Discovery found = upstream.discover(Deadline.after(PATIENCE));
            discovery = found;
            trouble = null;
            backoff.reset();
            listen();
            for (ListKind kind : ListKind.values()) {
                if (found.has(kind.capability())) {
                    lists(kind).renew();
                } else {
                    lists(kind).absent();
                }
            }
            isDone = true;
        } catch (McpException failed) {
            trouble = failed.error().message();
            lists.values().forEach(ServerList::unreachable);
        }
        boolean again;
        synchronized (this) {
            isDialling = false;
            again = isNudged;
            isNudged = false;
        }
        changed.run();
        if (again) {
            connect();
        } else if (!isDone) {
            background.after(backoff.next(), this::connect);
        }
    }

    /** Subscribes once, before the lists are fetched, so that no change falls between. */
    private void listen() {
        synchronized (this) {
            if (listening != null) {
                return;
            }
            listening = () -> {};
        }
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        background.run(() -> {
            try {
                Call call = Call.of(Methods.LISTEN, Json.object(), caller, PATIENCE);
                keep(upstream.listen(call, SubscriptionFilter.lists(), new Sink(acknowledged)));
            } catch (McpException refused) {
                synchronized (this) {
                    listening = null;
                }
            }
        });
        try {
            acknowledged.get(ACKNOWLEDGEMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // It will come; then the lists are fetched once more.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep(Listening opened) {
        synchronized (this) {
            if (!isClosed) {
                listening = opened;
                return;
            }
        }
        opened.close();
    }

    private ServerList lists(ListKind kind) {
        ServerList list = lists.get(kind);
        if (list == null) {
            throw new IllegalStateException("no list " + kind);
        }
        return list;
    }

    @Override
    public void close() {
        Listening open;
        synchronized (this) {
            isClosed = true;
            open = listening;
            listening = null;
        }
        lists.values().forEach(ServerList::close);
        if (open != null) {
            open.close();
        }
        upstream.close();
    }

    /** Turns the server's changes into fetches. */
    private final class Sink implements SubscriptionSink {
        private final CompletableFuture<Void> acknowledged;
        private final long openedNanos = System.nanoTime();

        private Sink(CompletableFuture<Void> acknowledged) {
            this.acknowledged = acknowledged;
        }

        @Override
        public void acknowledged(SubscriptionFilter honoured) {
            acknowledged.complete(null);
            if (System.nanoTime() - openedNanos > ACKNOWLEDGEMENT.toNanos()) {
                lists.values().forEach(ServerList::renew);
            }
        }

        @Override
        public void event(Notification event) {
            Discovery known = discovery;
            for (ListKind kind : ListKind.values()) {
                if (!kind.changed().equals(event.method())) {
                    continue;
                }
                if (known != null && !known.has(kind.capability())) {
                    connect(); // it has more than it said at first
                } else {
                    lists(kind).renew();
                }
            }
        }

        @Override
        public void ended() {
            synchronized (AttachedServer.this) {
                listening = null;
            }
        }
    }
}
