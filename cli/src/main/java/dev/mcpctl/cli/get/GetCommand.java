package dev.mcpctl.cli.get;

import dev.mcpctl.api.client.ListQuery;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.context.Specified;
import dev.mcpctl.cli.context.Targets;
import dev.mcpctl.cli.context.Targets.Target;
import dev.mcpctl.cli.print.OutputFormat;
import dev.mcpctl.cli.print.UsageError;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.util.List;
import java.util.concurrent.Callable;

/** {@code mcpctl get}. */
public final class GetCommand implements Callable<Integer>, Specified {
    private static final String ALL = "all";

    private final Invocation invocation;
    private final PositionalParamSpec words =
            PositionalParamSpec.builder()
                    .required(true)
                    .index("0..*")
                    .arity("1..*")
                    .paramLabel("KIND [NAME...] | KIND/NAME")
                    .hideParamSyntax(true)
                    .type(List.class)
                    .auxiliaryTypes(String.class)
                    .description(
                            "Kinds, separated by commas; with names, those only. The kinds: "
                                    + Targets.kinds()
                                    + ".")
                    .build();
    private final OptionSpec output =
            OptionSpec.builder("-o", "--output")
                    .paramLabel("FORMAT")
                    .type(String.class)
                    .description(
                            "wide, yaml, json, name, jsonpath=TEMPLATE or jsonpath-file=FILE; a"
                                    + " table by default.")
                    .build();
    private final OptionSpec noHeaders =
            OptionSpec.builder("--no-headers")
                    .description("Leave the line of column names out.")
                    .build();
    private final OptionSpec selector =
            OptionSpec.builder("-l", "--selector")
                    .paramLabel("SELECTOR")
                    .type(String.class)
                    .description("Only those with such labels: team=platform,tier!=test.")
                    .build();
    private final OptionSpec watch =
            OptionSpec.builder("-w", "--watch")
                    .description("Go on and print every change.")
                    .build();

    private final OptionSpec watchEvents =
            OptionSpec.builder("--output-watch-events")
                    .description(
                            "With --watch: say of each whether it was added, modified, deleted.")
                    .build();

    public GetCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
        spec.addPositional(words).addOption(output).addOption(noHeaders);
        spec.addOption(selector).addOption(watch).addOption(watchEvents);
        spec.usageMessage()
                .description(
                        "List resources, or show some by name. \"all\" is what an export of the"
                                + " project, or of everything, holds.")
                .footerHeading("%nExamples:%n")
                .footer(
                        "  mcpctl get servers",
                        "  mcpctl get instances -o wide --watch",
                        "  mcpctl get server/files project/demo -o yaml",
                        "  mcpctl get servers -o jsonpath='{range .items[*]}{.metadata.name}{\"\\n\"}{end}'",
                        "  mcpctl --project demo get servers,secrets",
                        "  mcpctl get all --project demo -o yaml > demo.yaml");
        return spec;
    }

    @Override
    public Integer call() {
        OutputFormat format =
                OutputFormat.of(
                        output.getValue(),
                        OutputFormat.TABLE,
                        OutputFormat.WIDE,
                        OutputFormat.YAML,
                        OutputFormat.JSON,
                        OutputFormat.JSONPATH,
                        OutputFormat.NAME);
        Documents documents = new Documents(invocation, format, output.getValue());
        List<String> named = words.getValue();
        boolean hasHeaders = !isSet(noHeaders);
        if (named.getFirst().equals(ALL)) {
            return everything(documents, named.size() > 1);
        }
        List<Target> targets = Targets.parse(named);
        ListQuery query =
                new ListQuery(invocation.options().project().orElse(null), selector.getValue());
        for (Target target : targets) {
            if (query.labelSelector() != null && !target.isWholeKind()) {
                throw new UsageError("--selector does not go with names");
            }
            // a name that needs a project is a wrong command line before it is a question to mcpd
            target.names().forEach(name -> target.address(name, invocation.options()));
        }
        if (isSet(watch)) {
            if (targets.size() != 1) {
                throw new UsageError("--watch is for one kind at a time");
            }
            return new Watching(invocation, documents, hasHeaders, isSet(watchEvents))
                    .run(targets.getFirst(), query);
        }
        if (isSet(watchEvents)) {
            throw new UsageError("--output-watch-events goes with --watch");
        }
        if (format.isTable()) {
            return new TableListing(invocation, format, hasHeaders).print(targets, query);
        }
        return new ResourceListing(invocation, documents).print(targets, query);
    }

    private int everything(Documents documents, boolean hasNames) {
        if (hasNames || selector.getValue() != null || isSet(watch)) {
            throw new UsageError("\"all\" goes with --project and --output only");
        }
        return new ResourceListing(invocation, documents).printAll(!isSet(noHeaders));
    }

    private static boolean isSet(OptionSpec flag) {
        return Boolean.TRUE.equals(flag.getValue());
    }
}
