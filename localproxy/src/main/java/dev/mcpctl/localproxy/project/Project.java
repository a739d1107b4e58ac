package dev.mcpctl.localproxy.project;

import dev.mcpctl.api.project.Attachment;
import dev.mcpctl.api.project.ProjectSpec;
import dev.mcpctl.api.project.ToolNames;
import dev.mcpctl.mcp.exchange.Deadline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One project as this program knows it: its servers in order, their lists merged, and who is to be
 * told of changes. The object stays the same while the project's spec changes, goes, or comes back.
 * Servers are dialled from the first {@link #open} on. Safe on any thread.
 */
final class Project {
    /** How long a list that is being fetched may delay those that are there. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    /** How long the first of all lists is waited for, when there is nothing to show without it. */
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final ServerDialler dialler;
    private final Background background;
    private final PageBounds bounds;
    private final Subscriptions subscriptions;
    private final SeenUris seen = new SeenUris();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();

    // Written under lock, each value immutable.
    private volatile @Nullable ProjectSpec spec;
    private volatile List<AttachedServer> servers = List.of();
    private volatile MergedLists merged;
    private long version; // guarded by lock: the resourceVersion of spec
    private boolean isOpen; // guarded by lock

    Project(String name, ServerDialler dialler, PageBounds bounds, Background background) {
        this.name = name;
        this.dialler = dialler;
        this.bounds = bounds;
        this.background = background;
        this.merged = new MergedLists(name, List.of(), bounds);
        this.subscriptions = new Subscriptions(background);
    }

    String name() {
        return name;
    }

    /** What mcpd says it is; empty when mcpd does not know it (any more). */
    Optional<ProjectSpec> spec() {
        return Optional.ofNullable(spec);
    }

    /** In the order of attachment. */
    List<AttachedServer> servers() {
        return servers;
    }

    Optional<AttachedServer> server(String alias) {
        return servers.stream().filter(server -> server.alias().equals(alias)).findFirst();
    }

    /** The lists as they are at this moment. */
    MergedLists merged() {
        return merged;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    SeenUris seen() {
        return seen;
    }

    /** Somebody uses it: from now on its servers are dialled and their lists kept. */
    void open() {
        lock.lock();
        try {
            if (!isOpen) {
                isOpen = true;
                attach();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes what mcpd says; older news than what is known is dropped.
     *
     * @param resourceVersion of the project
     */
    void apply(ProjectSpec newSpec, long resourceVersion) {
        lock.lock();
        try {
            if (spec != null && resourceVersion < version) {
                return;
            }
            ToolNames before = toolNames();
            spec = newSpec;
            version = resourceVersion;
            attach();
            if (before != toolNames()) {
                subscriptions.changed(Set.of(ListKind.TOOLS, ListKind.PROMPTS));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * mcpd does not know it (any more): its servers are let go, its lists become empty. Who listens
     * goes on listening, for it may come back.
     */
    void remove() {
        lock.lock();
        try {
            if (spec != null) {
                spec = null;
                version = 0;
                attach();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of all servers; the project itself stays, as after a change of daemons. */
    void disconnect() {
        lock.lock();
        try {
            List<AttachedServer> gone = servers;
            servers = List.of();
            version = 0;
            gone.forEach(AttachedServer::close);
            remerge();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The lists, as soon as those of a kind are worth showing: at once when none is being fetched,
     * else when the fetches are done, and at most 200 ms after there was something to show.
     */
    MergedLists awaitLists(ListKind kind, Deadline deadline) {
        await(server -> ListWait.of(server.view(kind)), FIRST_PATIENCE, deadline);
        return merged;
    }

    /** Waits, as {@link #awaitLists} does, until the servers have said what they are. */
    void awaitDiscovery(Deadline deadline) {
        await(ListWait::ofDiscovery, PATIENCE.multipliedBy(3), deadline);
    }

    /** Whether every server's list of a kind is there and none is out of date. */
    boolean isComplete(ListKind kind) {
        return servers.stream()
                .map(server -> server.view(kind))
                .allMatch(
                        view -> view.good() != null && !view.isPending() && view.trouble() == null);
    }

    private void await(
            Function<AttachedServer, ListWait> state, Duration firstPatience, Deadline deadline) {
        if (servers.stream().map(state).noneMatch(ListWait::isPending)) {
            return;
        }
        long called = System.nanoTime();
        lock.lock();
        try {
            while (true) {
                List<ListWait> waits = servers.stream().map(state).toList();
                long left =
                        Math.min(
                                ListWait.nanosLeft(waits, called, PATIENCE, firstPatience),
                                deadline.remaining().toNanos());
                if (left <= 0) {
                    return;
                }
                long _ = moved.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the call was given up; what there is will do
        } finally {
            lock.unlock();
        }
    }

    /** Brings the servers in line with the spec. Called under lock. */
    private void attach() {
        ProjectSpec wanted = spec;
        List<Attachment> attachments = wanted == null || !isOpen ? List.of() : wanted.servers();
        List<AttachedServer> kept = new ArrayList<>();
        List<AttachedServer> fresh = new ArrayList<>();
        for (Attachment attachment : attachments) {
            Optional<AttachedServer> known = find(server -> server.isFor(attachment));
            AttachedServer server =
                    known.orElseGet(
                            () -> dialler.server(name, attachment, background, this::remerge));
            kept.add(server);
            if (known.isEmpty()) {
                fresh.add(server);
            }
        }
        List<AttachedServer> gone = new ArrayList<>(servers);
        gone.removeAll(kept);
        servers = List.copyOf(kept);
        for (AttachedServer server : gone) {
            seen.forget(server.alias());
            server.close();
        }
        remerge();
        fresh.forEach(AttachedServer::connect);
    }

    private Optional<AttachedServer> find(Predicate<AttachedServer> wanted) {
        return servers.stream().filter(wanted).findFirst();
    }

    /** Takes over what the servers have now, and tells who listens what looks different. */
    private void remerge() {
        lock.lock();
        try {
            List<MergedLists.Part> parts = new ArrayList<>();
            for (AttachedServer server : servers) {
                Map<ListKind, ListContent> lists = new EnumMap<>(ListKind.class);
                for (ListKind kind : ListKind.values()) {
                    ListContent good = server.view(kind).good();
                    if (good != null) {
                        lists.put(kind, good);
                    }
                }
                parts.add(new MergedLists.Part(server.alias(), lists));
            }
            MergedLists before = merged;
            MergedLists after = new MergedLists(name, parts, bounds);
            Set<ListKind> changed = new HashSet<>();
            for (ListKind kind : ListKind.values()) {
                if (!before.fingerprint(kind).equals(after.fingerprint(kind))) {
                    changed.add(kind);
                }
            }
            merged = after;
            moved.signalAll();
            subscriptions.rebind(this);
            if (!changed.isEmpty()) {
                subscriptions.changed(changed);
            }
        } finally {
            lock.unlock();
        }
    }

    /** What is wrong with which server, as a person is told; one line each. */
    List<Warning> warnings() {
        Set<Warning> warnings = new LinkedHashSet<>();
        for (AttachedServer server : servers) {
            server.troubles().forEach(why -> warnings.add(new Warning(name, server.alias(), why)));
        }
        return List.copyOf(warnings);
    }

    /** The style of names that the project asks for. */
    ToolNames toolNames() {
        ProjectSpec known = spec;
        return known == null ? ToolNames.SLASH : known.toolNames();
    }

    @Override
    public String toString() {
        return "Project[" + name + "]";
    }
}
