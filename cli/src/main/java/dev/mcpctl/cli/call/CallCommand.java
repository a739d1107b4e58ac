package dev.mcpctl.cli.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.client.Timeouts;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.context.LocalProxyConnection;
import dev.mcpctl.cli.print.OutputFormat;
import dev.mcpctl.cli.print.UsageError;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/** {@code mcpctl call SERVER/TOOL --project P}. */
@Command(
        description =
                "Call a tool as a client of the project would. Text is printed as it is, anything"
                        + " else as JSON. Exit code 1 when the tool says that it failed.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl call files/list_directory --project demo --args '{\"path\": \"/data\"}'",
            "  mcpctl call everything/echo --project demo --args @arguments.json -o json"
        })
public final class CallCommand implements Callable<Integer> {
    /** A tool may take longer than any other request; its server's own limit ends it. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Invocation invocation;

    @Parameters(
            paramLabel = "SERVER/TOOL",
            hideParamSyntax = true,
            description = "The tool, as the project names it.")
    private String tool = "";

    @Option(
            names = "--args",
            paramLabel = "JSON|@FILE|-",
            description = "The arguments: a JSON object, @FILE for a file, - for the input.")
    private @Nullable String arguments;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "json prints the whole result as it came.")
    private @Nullable String output;

    public CallCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        OutputFormat format = OutputFormat.of(output, OutputFormat.TABLE, OutputFormat.JSON);
        String project = invocation.requiredProject();
        if (tool.isEmpty()) {
            throw new UsageError("expected SERVER/TOOL");
        }
        ObjectNode request = JsonCodec.object().put("tool", tool);
        request.set("arguments", arguments());
        Timeouts timeouts =
                invocation.options().requestTimeout().isPresent()
                        ? invocation.timeouts()
                        : new Timeouts(invocation.timeouts().connect(), LIMIT);
        JsonNode result =
                invocation
                        .localProxy(timeouts)
                        .post(
                                "/projects/" + LocalProxyConnection.segment(project) + "/call",
                                request);
        PrintStream out = invocation.streams().out();
        if (format == OutputFormat.JSON) {
            out.println(JsonCodec.pretty(result));
        } else {
            new ResultPrinter(out).print(result);
        }
        boolean hasFailed = result.path("isError").asBoolean(false);
        if (hasFailed) {
            invocation.streams().err().println("error: the tool " + tool + " says that it failed");
        }
        return hasFailed ? 1 : 0;
    }

    private ObjectNode arguments() throws IOException {
        String text =
                switch (arguments) {
                    case null -> "{}";
                    case "-" ->
                            new String(
                                    invocation.streams().in().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    case String file when file.startsWith("@") ->
                            Files.readString(
                                    invocation.directory().resolve(Path.of(file.substring(1))));
                    case String json -> json;
                };
        try {
            if (JsonCodec.read(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (Problem e) {
            throw new UsageError("--args: " + e.detail());
        }
        throw new UsageError("--args: expected a JSON object such as '{\"path\": \".\"}'");
    }
}
