package dev.mcpctl.cli.create;

import dev.mcpctl.api.client.DaemonClient;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.print.DryRun;
import dev.mcpctl.cli.print.OutputFormat;
import dev.mcpctl.cli.print.ResourcePrinter;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;

/** Sends a new resource to mcpd and says what came of it. */
final class Creation {
    /** What every {@code create} command has. */
    static final class Options {
        @Parameters(paramLabel = "NAME", description = "What it is to be called.")
        private String name = "";

        @Option(
                names = "--description",
                paramLabel = "TEXT",
                description = "What a person reads in lists.")
        private @Nullable String description;

        @Option(
                names = "--dry-run",
                arity = "0..1",
                fallbackValue = "client",
                paramLabel = "client|server",
                description = "Create nothing: print only (client), or let mcpd check it (server).")
        private @Nullable String dryRun;

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FORMAT",
                description = "Print the resource: yaml, json or name.")
        private @Nullable String output;
    }

    private final Invocation invocation;
    private final Options options;

    Creation(Invocation invocation, Options options) {
        this.invocation = invocation;
        this.options = options;
    }

    /** Creates a resource of a global kind. */
    int create(ResourceKind<?> kind, FlaggedSpec spec) {
        OutputFormat format =
                OutputFormat.of(
                        options.output,
                        OutputFormat.TABLE,
                        OutputFormat.YAML,
                        OutputFormat.JSON,
                        OutputFormat.NAME);
        DryRun dryRun = DryRun.of(options.dryRun);
        spec.text("--description", "description", options.description);
        spec.check(kind);
        Resource wanted = Resource.of(Metadata.named(kind.name(), null, options.name), spec.json());
        Resource made =
                switch (dryRun) {
                    case NONE -> invocation.daemon().create(wanted);
                    case CLIENT -> wanted;
                    case SERVER -> checked(wanted);
                };
        if (format.isTable()) {
            invocation.streams().out().println(made.key() + " created" + dryRun.suffix());
        } else {
            new ResourcePrinter(invocation.streams().out()).print(format, List.of(made), false);
        }
        return 0;
    }

    private Resource checked(Resource wanted) {
        DaemonClient daemon = invocation.daemon();
        boolean isNew =
                daemon.apply(List.of(wanted.toJson()), true).results().stream()
                        .allMatch(result -> result.outcome().equals("created"));
        if (!isNew) {
            throw new Problem(
                    ProblemType.ALREADY_EXISTS,
                    wanted.metadata().kind()
                            + " \""
                            + wanted.metadata().name()
                            + "\" already exists");
        }
        return wanted;
    }
}
