package dev.mcpctl.cli.label;

import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.ListQuery;
import dev.mcpctl.api.client.ResourceAddress;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.context.Targets;
import dev.mcpctl.cli.context.Targets.Target;
import dev.mcpctl.cli.print.Refusals;
import dev.mcpctl.cli.print.UsageError;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code mcpctl label KIND NAME KEY=VALUE... KEY-...}. */
@Command(
        description =
                "Set labels of resources (KEY=VALUE), or take them away (KEY-). A label that has"
                        + " another value is changed with --overwrite only.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl label server files team=platform tier-",
            "  mcpctl label server/files server/memory team=data --overwrite",
            "  mcpctl label servers --all owner=ann",
            "  mcpctl label servers -l team=platform tier=2"
        })
public final class LabelCommand implements Callable<Integer> {
    private static final int MAX_ATTEMPTS = 5;

    private final Invocation invocation;

    @Parameters(
            arity = "1..*",
            paramLabel = "KIND NAME... | KIND/NAME... KEY=VALUE... KEY-...",
            hideParamSyntax = true,
            description = "What to label, and how.")
    private List<String> words = List.of();

    @Option(names = "--overwrite", description = "Change labels that have another value.")
    private boolean isOverwriting;

    @Option(names = "--all", description = "Label all of a kind.")
    private boolean isAll;

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "SELECTOR",
            description = "Label those of a kind with such labels.")
    private @Nullable String selector;

    public LabelCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        List<String> named = words.stream().filter(word -> !LabelChanges.isChange(word)).toList();
        LabelChanges changes =
                LabelChanges.parse(
                        words.stream().filter(LabelChanges::isChange).toList(), isOverwriting);
        if (named.isEmpty()) {
            throw new UsageError("what is to be labeled? KIND NAME... or KIND/NAME...");
        }
        List<Target> targets = Targets.parse(named);
        targets.forEach(this::check);
        DaemonClient daemon = invocation.daemon();
        List<ResourceAddress> addresses = addresses(daemon, targets);
        if (addresses.isEmpty()) {
            invocation.streams().err().println("No resources found.");
        }
        List<Problem> refusals = new ArrayList<>();
        for (ResourceAddress address : addresses) {
            try {
                label(daemon, address, changes);
            } catch (Problem e) {
                if (e.type() != ProblemType.NOT_FOUND && e.type() != ProblemType.LOCAL) {
                    throw e;
                }
                refusals.add(e);
            }
        }
        Refusals.throwIfAny(refusals);
        return 0;
    }

    private void check(Target target) {
        boolean isByLabels = isAll || selector != null;
        if (target.isWholeKind() != isByLabels) {
            throw new UsageError(
                    isByLabels
                            ? "names do not go with --all and --selector"
                            : "which "
                                    + target.kind().plural()
                                    + "? give names, --selector, or --all for all of them");
        }
        target.requireUpdatable();
        target.names().forEach(name -> target.address(name, invocation.options()));
    }

    private List<ResourceAddress> addresses(DaemonClient daemon, List<Target> targets) {
        ListQuery query = new ListQuery(invocation.options().project().orElse(null), selector);
        List<ResourceAddress> addresses = new ArrayList<>();
        for (Target target : targets) {
            target.names()
                    .forEach(name -> addresses.add(target.address(name, invocation.options())));
            if (target.isWholeKind()) {
                daemon.list(target.list(), query)
                        .items()
                        .forEach(item -> addresses.add(ResourceAddress.of(item.key())));
            }
        }
        return addresses;
    }

    /** Reads, labels and writes; begins again when somebody else wrote in between. */
    private void label(DaemonClient daemon, ResourceAddress address, LabelChanges changes) {
        for (int attempt = 1; ; attempt++) {
            Resource resource = daemon.get(address);
            Map<String, String> before = resource.metadata().labels();
            Map<String, String> after = changes.on(before);
            try {
                if (!after.equals(before)) {
                    daemon.replace(labelled(resource, after));
                }
            } catch (Problem e) {
                if (e.type() != ProblemType.CONFLICT || attempt == MAX_ATTEMPTS) {
                    throw e;
                }
                continue;
            }
            for (String key : changes.removed()) {
                if (!before.containsKey(key)) {
                    invocation.streams().err().println("label \"" + key + "\" not found.");
                }
            }
            String outcome = changes.outcome(before, after);
            invocation.streams().out().println(resource.key() + " " + outcome);
            return;
        }
    }

    private static Resource labelled(Resource resource, Map<String, String> labels) {
        Metadata metadata = resource.metadata();
        return new Resource(
                metadata.labelled(labels, metadata.annotations()),
                resource.spec(),
                resource.status());
    }
}
