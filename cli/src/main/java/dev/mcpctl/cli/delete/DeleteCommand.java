package dev.mcpctl.cli.delete;

import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.Deleted;
import dev.mcpctl.api.client.ListQuery;
import dev.mcpctl.api.client.ResourceAddress;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.cli.apply.ManifestFiles;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.context.Targets;
import dev.mcpctl.cli.context.Targets.Target;
import dev.mcpctl.cli.print.Refusals;
import dev.mcpctl.cli.print.UsageError;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code mcpctl delete}. */
@Command(
        description =
                "Delete resources. A deleted server is detached from its projects; an instance"
                        + " comes back, started anew.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl delete server files memory",
            "  mcpctl delete server/files project/demo --ignore-not-found",
            "  mcpctl delete -f examples/quickstart.yaml",
            "  mcpctl delete servers --all"
        })
public final class DeleteCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(
            arity = "0..*",
            paramLabel = "KIND NAME... | KIND/NAME",
            hideParamSyntax = true,
            description = "What to delete.")
    private List<String> words = List.of();

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            description = "Delete what a file names; as in apply.")
    private List<String> files = List.of();

    @Option(names = "--all", description = "Delete all of a kind.")
    private boolean isAll;

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "SELECTOR",
            description = "Delete those of a kind with such labels.")
    private @Nullable String selector;

    @Option(names = "--ignore-not-found", description = "It is no error when one is not there.")
    private boolean ignoresNotFound;

    @Option(names = "--force", description = "Delete it although others refer to it.")
    private boolean isForced;

    public DeleteCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        checkWords();
        List<Target> targets = files.isEmpty() ? targets() : List.of();
        List<ResourceKey> named = files.isEmpty() ? named(targets) : inFiles();
        DaemonClient daemon = invocation.daemon();
        List<ResourceKey> keys = new ArrayList<>(named);
        keys.addAll(listed(daemon, targets));
        if (keys.isEmpty()) {
            invocation.streams().err().println("No resources found.");
            return 0;
        }
        if (isAll && invocation.streams().isInteractive() && !isConfirmed(keys)) {
            invocation.streams().err().println("Nothing was deleted.");
            return 1;
        }
        List<Problem> missing = new ArrayList<>();
        for (ResourceKey key : keys) {
            try {
                delete(daemon, key);
            } catch (Problem e) {
                if (e.type() != ProblemType.NOT_FOUND && e.type() != ProblemType.IN_USE) {
                    throw e;
                }
                missing.add(e);
            }
        }
        Refusals.throwIfAny(missing);
        return 0;
    }

    private void checkWords() {
        boolean isByLabels = isAll || selector != null;
        if (files.isEmpty() == words.isEmpty()) {
            throw new UsageError("expected either KIND NAME... or -f FILE");
        }
        if (isByLabels && !files.isEmpty()) {
            throw new UsageError("--all and --selector do not go with -f");
        }
    }

    private List<Target> targets() {
        boolean isByLabels = isAll || selector != null;
        List<Target> targets = Targets.parse(words);
        for (Target target : targets) {
            if (target.isWholeKind() && !isByLabels) {
                throw new UsageError(
                        "which "
                                + target.kind().plural()
                                + "? give names, --selector, or --all for all of them");
            }
            if (!target.isWholeKind() && isByLabels) {
                throw new UsageError("names do not go with --all and --selector");
            }
        }
        return targets;
    }

    private List<ResourceKey> named(List<Target> targets) {
        List<ResourceKey> keys = new ArrayList<>();
        for (Target target : targets) {
            for (String name : target.names()) {
                ResourceAddress address = target.address(name, invocation.options());
                keys.add(new ResourceKey(target.kind().name(), address.project(), name));
            }
        }
        return keys;
    }

    private List<ResourceKey> listed(DaemonClient daemon, List<Target> targets) {
        ListQuery query = new ListQuery(invocation.options().project().orElse(null), selector);
        return targets.stream()
                .filter(Target::isWholeKind)
                .flatMap(target -> daemon.list(target.list(), query).items().stream())
                .map(Resource::key)
                .toList();
    }

    /** What refers to others goes first. */
    private List<ResourceKey> inFiles() throws IOException {
        return ManifestFiles.read(invocation.directory(), invocation.streams().in(), files)
                .keysInApplyOrder()
                .reversed();
    }

    private boolean isConfirmed(List<ResourceKey> keys) {
        String names = keys.stream().map(ResourceKey::toString).collect(Collectors.joining(", "));
        return invocation.streams().confirms("Delete " + names + "?");
    }

    private void delete(DaemonClient daemon, ResourceKey key) {
        Deleted deleted = daemon.delete(ResourceAddress.of(key), isForced, ignoresNotFound);
        if (!deleted.wasThere()) {
            return;
        }
        invocation.streams().out().println(key.kind() + " \"" + key.name() + "\" deleted");
        for (String referrer : deleted.detached()) {
            invocation.streams().out().println("  detached from " + referrer);
        }
    }
}
