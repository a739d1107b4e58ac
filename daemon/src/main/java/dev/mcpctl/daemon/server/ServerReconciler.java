package dev.mcpctl.daemon.server;

import dev.mcpctl.api.instance.Instances;
import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.resource.Reference;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.secret.Secrets;
import dev.mcpctl.api.server.ServerRuntime;
import dev.mcpctl.api.server.ServerSpec;
import dev.mcpctl.api.server.Servers;
import dev.mcpctl.daemon.feed.Catalog;
import dev.mcpctl.daemon.feed.CatalogChange;
import dev.mcpctl.daemon.feed.CatalogListener;
import dev.mcpctl.daemon.resource.RunningInstances;
import dev.mcpctl.daemon.runtime.InstanceLogs;
import dev.mcpctl.daemon.runtime.Runtime;
import dev.mcpctl.db.Database;
import dev.mcpctl.db.feed.Author;
import dev.mcpctl.db.feed.ChangeOp;
import dev.mcpctl.db.secret.SecretVault;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps every server as its spec wants it. Hears of changes from the feed's cursor and never blocks
 * it; nothing is shared between two servers but the number of starts at once. {@link #close} ends
 * every instance.
 */
public final class ServerReconciler implements CatalogListener, RunningInstances, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServerReconciler.class);
    private static final Author AUTHOR = Author.of("system:reconciler");
    private static final Duration FLUSH_PATIENCE = Duration.ofSeconds(2);

    private final Parts parts;
    private final StartTurns turns;
    private final LeftRunning leftRunning;
    private final InstanceNames names = new InstanceNames();
    private final ConcurrentMap<String, ServerWorker> workers = new ConcurrentHashMap<>();
    private final Reconciling reconciling = new Shared();
    private final UnusedPackages unusedPackages;
    private volatile boolean isStarted;
    private volatile boolean isClosed;

    /**
     * What it works with; none of it is closed here.
     *
     * @param catalog what is wanted, now
     * @param runtimes by the name that a spec gives them
     * @param node id of this home
     * @param maxStarts servers that start at once
     * @param maxOwners callers that have an instance of one server to themselves
     */
    public record Parts(
            Supplier<Catalog> catalog,
            Database database,
            Map<ServerRuntime, Runtime> runtimes,
            InstanceLogs logs,
            Dialer dialer,
            String node,
            int maxStarts,
            int maxOwners,
            Pauses pauses) {
        public Parts {
            runtimes = Map.copyOf(runtimes);
        }
    }

    public ServerReconciler(Parts parts) {
        this.parts = parts;
        this.turns = new StartTurns(parts.maxStarts());
        this.unusedPackages = new UnusedPackages(parts.catalog(), parts.runtimes().values());
        this.leftRunning =
                new LeftRunning(parts.runtimes(), parts.database(), AUTHOR, parts.node());
    }

    /**
     * Goes on with what an earlier life of this node left running where that is wanted still, ends
     * the rest, then starts what is missing; returns at once. Register it with the cursor before.
     */
    public void start() {
        Thread.ofVirtual()
                .name("reconciler-start")
                .start(() -> {
                    leftRunning.sort(() -> isClosed);
                    isStarted = true;
                    // Of servers that are gone as well, so that nothing of them is left.
                    leftRunning.servers().forEach(this::wake);
                    wakeAll(parts.catalog().get());
                    unusedPackages.look();
                });
    }

    /** Whether a server can be talked to; empty when there is no server of that name. */
    public Optional<Presence> presence(String server) {
        ServerWorker worker = workers.get(server);
        if (worker == null
                && parts.catalog().get().has(ResourceKey.global(Servers.KIND.name(), server))) {
            worker = worker(server);
        }
        return Optional.ofNullable(worker).map(ServerWorker::presence);
    }

    @Override
    public void passed(List<CatalogChange> changes, Catalog catalog) {
        Set<String> secrets = new HashSet<>();
        for (CatalogChange change : changes) {
            ResourceKey key = change.key();
            if (change.op() == ChangeOp.STATUS) {
                continue;
            }
            if (key.kind().equals(Servers.KIND.name())) {
                wake(key.name());
                if (change.before() != null) {
                    unusedPackages.changed(change.before());
                }
            } else if (key.kind().equals(Secrets.KIND.name())) {
                secrets.add(key.name());
            } else if (key.kind().equals(Instances.KIND.name()) && change.before() != null) {
                instanceChanged(change.op(), change.before());
            }
        }
        if (!secrets.isEmpty()) {
            wakeThoseThatMention(secrets, catalog);
        }
    }

    @Override
    public void restarted(Catalog catalog) {
        workers.keySet().forEach(this::wake);
        wakeAll(catalog);
    }

    /**
     * Deletes the instance; the mcpd that runs it hears of that from the feed, if it is not this.
     */
    @Override
    public void restart(Resource instance, String author) {
        parts.database().instances().delete(Author.of(author), instance.metadata().name());
        instanceChanged(ChangeOp.DELETE, instance);
    }

    @Override
    public Optional<Fault> refusal(Object spec) {
        return spec instanceof ServerSpec server
                ? server.runtime()
                        .map(parts.runtimes()::get)
                        .flatMap(runtime -> runtime.refusal(server.source()))
                        .map(why -> new Fault("/spec/runtime", why))
                : Optional.empty();
    }

    @Override
    public List<String> lastLogLines(Resource instance, int count) {
        String server = Instances.KIND.specOf(instance).server();
        return parts.logs().last(server, instance.metadata().name(), count);
    }

    /** Ends every instance at the same time; returns when nothing runs. */
    @Override
    public void close() {
        isClosed = true;
        List<Thread> closing = new ArrayList<>();
        for (ServerWorker worker : workers.values()) {
            closing.add(Thread.ofVirtual().name("closing").start(() -> close(worker)));
        }
        try {
            leftRunning.endAll();
            for (Thread each : closing) {
                each.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(ServerWorker worker) {
        worker.close();
        try {
            boolean _ = worker.flush(FLUSH_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void wakeAll(Catalog catalog) {
        catalog.list(Servers.KIND).forEach(server -> wake(server.metadata().name()));
    }

    private void wakeThoseThatMention(Set<String> secrets, Catalog catalog) {
        catalog.list(Servers.KIND)
                .map(server -> server.metadata().name())
                .filter(name ->
                        catalog.spec(Servers.KIND, name).stream()
                                .map(ServerSpec::secretMentions)
                                .flatMap(mentions -> mentions.stream().map(Reference.Mention::name))
                                .anyMatch(secrets::contains))
                .forEach(this::wake);
    }

    private void instanceChanged(ChangeOp op, Resource before) {
        if (op == ChangeOp.DELETE) {
            ServerWorker worker = workers.get(Instances.KIND.specOf(before).server());
            if (worker != null) {
                worker.instanceDeleted(before.metadata().name());
            }
        }
    }

    private void wake(String server) {
        if (isStarted && !isClosed) {
            workers.compute(
                    server,
                    (name, present) -> {
                        ServerWorker worker =
                                present == null ? new ServerWorker(name, reconciling) : present;
                        worker.wake();
                        return worker;
                    });
        }
    }

    private ServerWorker worker(String server) {
        return workers.computeIfAbsent(server, name -> new ServerWorker(name, reconciling));
    }

    /** The workers' view. */
    private final class Shared implements Reconciling {
        @Override
        public Catalog catalog() {
            return parts.catalog().get();
        }

        @Override
        public SecretVault vault() {
            return parts.database().secrets();
        }

        @Override
        public Pauses pauses() {
            return parts.pauses();
        }

        @Override
        public int maxOwners() {
            return parts.maxOwners();
        }

        @Override
        public StatusWriter writer(String server, Consumer<String> rowGone) {
            return new StatusWriter(parts.database(), parts.node(), server, rowGone);
        }

        @Override
        public InstanceLife.Surroundings surroundings(ServerRuntime runtime) {
            return new InstanceLife.Surroundings(
                    Optional.ofNullable(parts.runtimes().get(runtime))
                            .orElseGet(() -> new MissingRuntime(runtime)),
                    parts.dialer(),
                    turns,
                    parts.pauses());
        }

        @Override
        public ServerRuntime runtimeOfPackages() {
            Runtime docker = parts.runtimes().get(ServerRuntime.DOCKER);
            return docker != null && docker.takesPackages()
                    ? ServerRuntime.DOCKER
                    : ServerRuntime.PROCESS;
        }

        @Override
        public UnusedPackages unusedPackages() {
            return unusedPackages;
        }

        @Override
        public LeftRunning leftRunning() {
            return leftRunning;
        }

        @Override
        public String nextName(String server) {
            return names.next(server);
        }

        @Override
        public void forget(String server) {
            ResourceKey key = ResourceKey.global(Servers.KIND.name(), server);
            // The catalog moves before a worker is woken, so that a server made anew is not lost.
            workers.computeIfPresent(server, (_, worker) -> catalog().has(key) ? worker : null);
            if (!catalog().has(key)) {
                unusedPackages.look();
                try {
                    parts.logs().forget(server);
                } catch (IOException e) {
                    log.atWarn()
                            .addKeyValue("server", server)
                            .log("log not removed: {}", e.getMessage());
                }
            }
        }
    }
}
