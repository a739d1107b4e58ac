package dev.mcpctl.cli.console;

import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.context.LocalProxyConnection;
import dev.mcpctl.cli.print.OutputFormat;
import dev.mcpctl.cli.print.UsageError;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code mcpctl console [PROJECT] --inspect -o json}. */
@Command(
        description =
                "Print every MCP message that passes through mcplocal, one line of JSON each, until"
                        + " it is interrupted.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl console --inspect -o json",
            "  mcpctl console demo --inspect -o json | jq -c '{method, durationMillis}'"
        })
public final class ConsoleCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(
            arity = "0..1",
            paramLabel = "PROJECT",
            description = "Only the messages of this project; by default those of all.")
    private @Nullable String project;

    @Option(names = "--inspect", description = "Show the messages that pass.")
    private boolean isInspecting;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "json: one line a message.")
    private @Nullable String output;

    public ConsoleCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        OutputFormat format = OutputFormat.of(output, OutputFormat.TABLE, OutputFormat.JSON);
        if (!isInspecting || format != OutputFormat.JSON) {
            throw new UsageError(
                    "the console that exists is: mcpctl console [PROJECT] --inspect -o json");
        }
        Optional<String> meant =
                project == null ? invocation.options().project() : Optional.of(project);
        String path =
                "/inspect"
                        + meant.map(name -> "?project=" + LocalProxyConnection.segment(name))
                                .orElse("");
        LocalProxyConnection mcplocal = invocation.localProxy(invocation.streamTimeouts());
        try (InputStream events = mcplocal.events(path)) {
            invocation.streams().err().println("Watching; Ctrl-C ends it.");
            invocation.streams().err().flush();
            print(new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8)));
        }
        return 0;
    }

    /** Of each event only its data; a line that nobody reads ends it. */
    private void print(BufferedReader events) throws IOException {
        StringBuilder data = new StringBuilder();
        for (String line = events.readLine(); line != null; line = events.readLine()) {
            if (line.startsWith("data:")) {
                data.append(line, line.startsWith("data: ") ? 6 : 5, line.length());
            } else if (line.isEmpty() && !data.isEmpty()) {
                invocation.streams().out().print(data.append('\n'));
                data.setLength(0);
                if (!invocation.streams().flush()) {
                    return;
                }
            }
        }
    }
}
