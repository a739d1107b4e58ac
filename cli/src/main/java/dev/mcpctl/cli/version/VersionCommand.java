package dev.mcpctl.cli.version;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.home.Build;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.print.OutputFormat;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.PrintStream;
import java.util.concurrent.Callable;

/** {@code mcpctl version}. */
@Command(
        description = "Print the versions of mcpctl and of the daemon.",
        footerHeading = "%nExamples:%n",
        footer = {"  mcpctl version", "  mcpctl version --client -o json"})
public final class VersionCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--client", description = "Ask no daemon.")
    private boolean isClientOnly;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "json.")
    private @Nullable String output;

    public VersionCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        OutputFormat format = OutputFormat.of(output, OutputFormat.TABLE, OutputFormat.JSON);
        String build = Build.id();
        PrintStream out = invocation.streams().out();
        if (format == OutputFormat.JSON) {
            ObjectNode versions = JsonCodec.object();
            versions.putObject("client").put("version", Build.VERSION).put("build", build);
            if (!isClientOnly) {
                versions.set("server", invocation.daemon().version());
            }
            out.println(JsonCodec.pretty(versions));
            return 0;
        }
        out.println("Client Version: " + Build.VERSION + " (build " + build + ")");
        if (!isClientOnly) {
            JsonNode server = invocation.daemon().version();
            out.println(
                    "Server Version: "
                            + server.path("version").asText()
                            + " (build "
                            + server.path("build").asText()
                            + ")");
        }
        return 0;
    }
}
