package dev.mcpctl.cli.label;

import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.ListQuery;
import dev.mcpctl.api.client.ResourceAddress;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Storage;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.context.Targets;
import dev.mcpctl.cli.context.Targets.Target;
import dev.mcpctl.cli.label.Labelling.Labelled;
import dev.mcpctl.cli.print.DryRun;
import dev.mcpctl.cli.print.OutputFormat;
import dev.mcpctl.cli.print.Refusals;
import dev.mcpctl.cli.print.ResourcePrinter;
import dev.mcpctl.cli.print.UsageError;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** {@code mcpctl label KIND NAME KEY=VALUE... KEY-...}. */
@Command(
        description =
                "Set labels of resources (KEY=VALUE), or take them away (KEY-). A label that has"
                        + " another value is changed with --overwrite only. --list shows them.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl label server files team=platform tier-",
            "  mcpctl label server/files server/memory team=data --overwrite",
            "  mcpctl label servers --all owner=ann",
            "  mcpctl label servers -l team=platform tier=2 --dry-run",
            "  mcpctl label server files --list"
        })
public final class LabelCommand implements Callable<Integer> {
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

    @Option(names = "--list", description = "Show the labels, and change none.")
    private boolean isListing;

    @Option(
            names = "--dry-run",
            arity = "0..1",
            fallbackValue = "client",
            paramLabel = "client|server",
            description = "Change nothing: say only what would be (client), or let mcpd check it.")
    private @Nullable String dryRunWord;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "Print the labeled resources: yaml, json or name.")
    private @Nullable String output;

    public LabelCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        OutputFormat format =
                OutputFormat.of(
                        output,
                        OutputFormat.TABLE,
                        OutputFormat.YAML,
                        OutputFormat.JSON,
                        OutputFormat.NAME);
        DryRun dryRun = DryRun.of(dryRunWord);
        List<String> named = words.stream().filter(word -> !LabelChanges.isChange(word)).toList();
        List<String> changeWords = words.stream().filter(LabelChanges::isChange).toList();
        if (named.isEmpty()) {
            throw new UsageError("what is to be labeled? KIND NAME... or KIND/NAME...");
        }
        if (isListing && (!changeWords.isEmpty() || dryRun != DryRun.NONE || output != null)) {
            throw new UsageError("--list shows labels as they are; it goes with no change");
        }
        List<Target> targets = Targets.parse(named);
        targets.forEach(this::check);
        if (isListing) {
            list(targets);
        } else {
            LabelChanges changes = LabelChanges.parse(changeWords, isOverwriting);
            label(targets, changes, dryRun, format);
        }
        return 0;
    }

    private void label(
            List<Target> targets, LabelChanges changes, DryRun dryRun, OutputFormat format) {
        DaemonClient daemon = invocation.daemon();
        Labelling labelling = new Labelling(daemon, changes, dryRun);
        List<Resource> labelled = new ArrayList<>();
        List<ResourceAddress> addresses = addresses(daemon, targets);
        List<Problem> refusals =
                forEach(
                        addresses,
                        address -> {
                            Labelled done = labelling.label(address);
                            labelled.add(done.after());
                            say(changes, done, format, dryRun);
                        });
        if (!format.isTable() && !labelled.isEmpty()) {
            new ResourcePrinter(invocation.streams().out())
                    .print(format, labelled, addresses.size() > 1);
        }
        Refusals.throwIfAny(refusals);
    }

    private void say(LabelChanges changes, Labelled done, OutputFormat format, DryRun dryRun) {
        Map<String, String> before = done.before().metadata().labels();
        for (String key : changes.removed()) {
            if (!before.containsKey(key)) {
                invocation.streams().err().println("label \"" + key + "\" not found.");
            }
        }
        if (format.isTable()) {
            String outcome = changes.outcome(before, done.after().metadata().labels());
            invocation
                    .streams()
                    .out()
                    .println(done.after().key() + " " + outcome + dryRun.suffix());
        }
    }

    /** As kubectl does: one resource's labels as they are, those of more under a line for each. */
    private void list(List<Target> targets) {
        DaemonClient daemon = invocation.daemon();
        List<ResourceAddress> addresses = addresses(daemon, targets);
        boolean isOne = addresses.size() == 1 && !targets.getFirst().isWholeKind();
        PrintStream out = invocation.streams().out();
        List<Problem> refusals =
                forEach(
                        addresses,
                        address -> {
                            Resource resource = daemon.get(address);
                            if (!isOne) {
                                out.println("Listing labels for " + resource.key() + ":");
                            }
                            new TreeMap<>(resource.metadata().labels())
                                    .forEach((key, value) ->
                                            out.println((isOne ? "" : " ") + key + "=" + value));
                        });
        Refusals.throwIfAny(refusals);
    }

    /** One that is not there, or that cannot be labeled so, does not keep the others from it. */
    private List<Problem> forEach(
            List<ResourceAddress> addresses, Consumer<ResourceAddress> action) {
        if (addresses.isEmpty()) {
            invocation.streams().err().println("No resources found.");
        }
        List<Problem> refusals = new ArrayList<>();
        for (ResourceAddress address : addresses) {
            try {
                action.accept(address);
            } catch (Problem e) {
                if (e.type() != ProblemType.NOT_FOUND && e.type() != ProblemType.LOCAL) {
                    throw e;
                }
                refusals.add(e);
            }
        }
        return refusals;
    }

    private void check(Target target) {
        boolean isByLabels = isAll || selector != null;
        if (!target.isWholeKind() && isByLabels) {
            throw new UsageError("names do not go with --all and --selector");
        }
        if (target.isWholeKind() && !isByLabels && !isListing) {
            throw new UsageError(
                    "which "
                            + target.kind().plural()
                            + "? give names, --selector, or --all for all of them");
        }
        if (!isListing) {
            target.requireUpdatable();
            requireLabels(target.kind());
        }
        target.names().forEach(name -> target.address(name, invocation.options()));
    }

    private static void requireLabels(ResourceKind<?> kind) {
        if (kind.storage() == Storage.DERIVED) {
            throw new Problem(
                    ProblemType.LOCAL,
                    kind.plural() + " have no labels of their own; label the project");
        }
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
}
