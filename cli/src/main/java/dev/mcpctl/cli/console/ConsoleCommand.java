package dev.mcpctl.cli.console;

import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.inspect.InspectScreen;
import dev.mcpctl.cli.inspect.TrafficStream;
import dev.mcpctl.cli.print.OutputFormat;
import dev.mcpctl.cli.print.UsageError;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code mcpctl console PROJECT} and {@code mcpctl console [PROJECT] --inspect}. */
@Command(
        description = {
            "Print what a client of a project sees: its tools, prompts and resources. With --inspect:"
                    + " show every MCP message that passes through mcplocal, on a screen or, with -o"
                    + " json, one line each."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl console demo",
            "  mcpctl console --inspect",
            "  mcpctl console demo --inspect -o json | jq -c '{method, durationMillis}'"
        })
public final class ConsoleCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(
            arity = "0..1",
            paramLabel = "PROJECT",
            description = "The project; with --inspect those of all projects are shown without it.")
    private @Nullable String project;

    @Option(names = "--inspect", description = "Show the messages that pass.")
    private boolean isInspecting;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description =
                    "json: the lists as the client gets them; with --inspect a line a message.")
    private @Nullable String output;

    public ConsoleCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        OutputFormat format = OutputFormat.of(output, OutputFormat.TABLE, OutputFormat.JSON);
        Optional<String> meant =
                project == null ? invocation.options().project() : Optional.of(project);
        if (!isInspecting) {
            String name =
                    meant.orElseThrow(() ->
                            new UsageError("which project? console PROJECT, or --inspect for all"));
            new ClientView(invocation, name).print(format);
        } else if (format == OutputFormat.JSON) {
            printLines(meant);
        } else if (invocation.streams().isInteractive()) {
            new InspectScreen(invocation).run(meant);
        } else {
            throw new UsageError("a screen needs a terminal; -o json prints a line a message");
        }
        return 0;
    }

    /** Until mcplocal ends, or nobody reads the lines. */
    private void printLines(Optional<String> meant) throws IOException {
        try (TrafficStream traffic =
                TrafficStream.open(invocation.localProxy(invocation.streamTimeouts()), meant)) {
            invocation.streams().err().println("Watching; Ctrl-C ends it.");
            invocation.streams().err().flush();
            for (Optional<String> event = traffic.next();
                    event.isPresent();
                    event = traffic.next()) {
                invocation.streams().out().print(event.get() + "\n");
                if (!invocation.streams().flush()) {
                    return;
                }
            }
        }
    }
}
