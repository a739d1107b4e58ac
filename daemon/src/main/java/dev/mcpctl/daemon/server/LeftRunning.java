package dev.mcpctl.daemon.server;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.server.ServerRuntime;
import dev.mcpctl.daemon.runtime.Channel;
import dev.mcpctl.daemon.runtime.Leftovers;
import dev.mcpctl.daemon.runtime.RefusedRuntime;
import dev.mcpctl.daemon.runtime.RunningInstance;
import dev.mcpctl.daemon.runtime.Runtime;
import dev.mcpctl.db.Database;
import dev.mcpctl.db.feed.Author;
import dev.mcpctl.db.instance.Instance;
import dev.mcpctl.db.instance.Owner;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;

/**
 * What an earlier life of this node left: what cannot be talked to any more is ended, the rest is
 * offered to the workers of its servers, and rows of what runs no more go.
 */
final class LeftRunning {
    private static final Logger log = LoggerFactory.getLogger(LeftRunning.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Map<ServerRuntime, Runtime> runtimes;
    private final Database database;
    private final Author author;
    private final String node;
    private final ConcurrentMap<String, List<Adoption>> offered = new ConcurrentHashMap<>();

    private record Reachable(RunningInstance running, ServerRuntime runtime) {}

    LeftRunning(
            Map<ServerRuntime, Runtime> runtimes, Database database, Author author, String node) {
        this.runtimes = runtimes;
        this.database = database;
        this.author = author;
        this.node = node;
    }

    /**
     * Returns when nothing is left but what is offered; waits for a database that is away.
     *
     * @param isGivenUp asked now and then, so that a close need not wait
     */
    void sort(BooleanSupplier isGivenUp) {
        Map<String, Reachable> reachable = new ConcurrentHashMap<>();
        List<RunningInstance> lost = new ArrayList<>();
        runtimes.forEach((kind, runtime) -> {
            boolean isUsable = !(runtime instanceof RefusedRuntime);
            for (RunningInstance left : runtime.leftovers()) {
                if (isUsable && left.channel() instanceof Channel.Address) {
                    reachable.put(left.instance(), new Reachable(left, kind));
                } else {
                    lost.add(left);
                }
            }
        });
        Leftovers.stop(lost);
        while (!isGivenUp.getAsBoolean()) {
            try {
                List<Instance> rows = database.instances().ofNode(node);
                offer(rows, reachable);
                return;
            } catch (Problem e) {
                log.atWarn().log("instances of the last run not looked at yet: {}", e.detail());
                pause();
            }
        }
    }

    private void offer(List<Instance> rows, Map<String, Reachable> reachable) {
        Set<String> known = new HashSet<>();
        for (Instance row : rows) {
            Reachable running = reachable.get(row.name());
            if (running == null) {
                database.instances().delete(author, row.name());
            } else {
                known.add(row.name());
            }
        }
        Leftovers.stop(
                reachable.values().stream()
                        .map(Reachable::running)
                        .filter(running -> !known.contains(running.instance()))
                        .toList());
        for (Instance row : rows) {
            Reachable running = reachable.get(row.name());
            if (running != null) {
                offered.computeIfAbsent(row.server(), _ -> new ArrayList<>())
                        .add(new Adoption(running.running(), row, running.runtime()));
            }
        }
    }

    /** Names of the servers that something is offered to. */
    Set<String> servers() {
        return Set.copyOf(offered.keySet());
    }

    /** Whom those serve that are left of that server. */
    Set<Owner> owners(String server) {
        Set<Owner> owners = new HashSet<>();
        offered.getOrDefault(server, List.of()).forEach(each -> owners.add(each.row().owner()));
        return owners;
    }

    /** What is left of that server for an owner; whoever takes it ends it or goes on with it. */
    List<Adoption> take(String server, Owner owner) {
        List<Adoption> taken = new ArrayList<>();
        offered.computeIfPresent(
                server,
                (_, all) -> {
                    List<Adoption> others = new ArrayList<>();
                    all.forEach(
                            each -> (each.row().owner().equals(owner) ? taken : others).add(each));
                    return others.isEmpty() ? null : others;
                });
        return taken;
    }

    /** What is left of that server; whoever takes it ends it or goes on with it. */
    List<Adoption> take(String server) {
        List<Adoption> taken = offered.remove(server);
        return taken == null ? List.of() : taken;
    }

    /**
     * Ends it and removes its row.
     *
     * @throws Problem when the database is away; it is offered again then
     */
    void end(String server, List<Adoption> unwanted) {
        Leftovers.stop(unwanted.stream().map(Adoption::running).toList());
        try {
            unwanted.forEach(each -> database.instances().delete(author, each.row().name()));
        } catch (Problem e) {
            offered.merge(
                    server,
                    unwanted,
                    (others, again) -> {
                        List<Adoption> all = new ArrayList<>(others);
                        all.addAll(again);
                        return all;
                    });
            throw e;
        }
    }

    /** Ends what nobody has taken; rows that cannot be removed now are at the next start. */
    void endAll() {
        for (String server : servers()) {
            try {
                end(server, take(server));
            } catch (Problem e) {
                log.atWarn().addKeyValue("server", server).log("row not removed: {}", e.detail());
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
