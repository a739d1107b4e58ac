package dev.mcpctl.cli.describe;

import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.client.ListQuery;
import dev.mcpctl.api.client.ResourceAddress;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.context.Targets;
import dev.mcpctl.cli.context.Targets.Target;
import dev.mcpctl.cli.print.Refusals;
import dev.mcpctl.cli.print.UsageError;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code mcpctl describe}. */
@Command(
        description = "Say in words what a resource is, what it does and what happened to it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl describe server files",
            "  mcpctl describe servers -l team=platform",
            "  mcpctl describe secret grafana-creds --show-values"
        })
public final class DescribeCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(
            arity = "1..*",
            paramLabel = "KIND [NAME...] | KIND/NAME",
            hideParamSyntax = true,
            description = "What to describe; a kind alone means all of it.")
    private List<String> words = List.of();

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "SELECTOR",
            description = "Only those with such labels: team=platform,tier!=test.")
    private @Nullable String selector;

    @Option(names = "--show-values", description = "Show the values of secrets.")
    private boolean showsValues;

    public DescribeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        List<Target> targets = Targets.parse(words);
        if (selector != null && !targets.stream().allMatch(Target::isWholeKind)) {
            throw new UsageError("--selector does not go with names");
        }
        DaemonClient daemon = invocation.daemon();
        List<ResourceAddress> addresses = new ArrayList<>();
        for (Target target : targets) {
            target.names()
                    .forEach(name -> addresses.add(target.address(name, invocation.options())));
            if (target.isWholeKind()) {
                ListQuery query =
                        new ListQuery(invocation.options().project().orElse(null), selector);
                daemon.list(target.list(), query)
                        .items()
                        .forEach(item -> addresses.add(ResourceAddress.of(item.key())));
            }
        }
        if (addresses.isEmpty()) {
            invocation.streams().err().println("No resources found.");
        }
        PrintStream out = invocation.streams().out();
        List<Problem> missing = new ArrayList<>();
        boolean isFirst = true;
        for (ResourceAddress address : addresses) {
            try {
                String text = daemon.describe(address, showsValues);
                out.print((isFirst ? "" : "\n") + text + (text.endsWith("\n") ? "" : "\n"));
                isFirst = false;
            } catch (Problem e) {
                if (e.type() != ProblemType.NOT_FOUND) {
                    throw e;
                }
                missing.add(e);
            }
        }
        Refusals.throwIfAny(missing);
        return 0;
    }
}
