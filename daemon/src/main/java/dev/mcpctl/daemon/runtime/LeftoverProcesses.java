package dev.mcpctl.daemon.runtime;

import dev.mcpctl.api.home.ProcessIdentity;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Processes that an earlier life of this node started and could not end. */
final class LeftoverProcesses implements RunningInstance {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final String instance;
    private final Set<ProcessIdentity> known;
    private final ProcessTable table;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();

    LeftoverProcesses(String instance, Collection<ProcessIdentity> known, ProcessTable table) {
        this.instance = instance;
        this.known = Set.copyOf(known);
        this.table = table;
    }

    @Override
    public String instance() {
        return instance;
    }

    @Override
    public String handle() {
        return known.stream()
                .map(process -> Long.toString(process.pid()))
                .sorted()
                .collect(Collectors.joining(","));
    }

    @Override
    public Channel channel() {
        return new Channel.Lost();
    }

    @Override
    public CompletionStage<Exit> exit() {
        return exit;
    }

    @Override
    public void stop() {
        ProcessEnd.endAll(this::living, PATIENCE);
        exit.complete(new Exit(0));
    }

    /** Those known and alive, and what they have started since. */
    private List<ProcessIdentity> living() {
        Set<ProcessIdentity> living = new LinkedHashSet<>();
        known.stream().filter(ProcessIdentity::isAlive).forEach(living::add);
        table.ofInstance(instance).forEach(process -> living.add(process.identity()));
        return List.copyOf(living);
    }
}
