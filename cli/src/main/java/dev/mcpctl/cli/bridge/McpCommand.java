package dev.mcpctl.cli.bridge;

import dev.mcpctl.cli.context.Invocation;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** The bridge, where the launcher did not start it by itself; and its help. */
@Command(
        name = "mcp",
        description = "Connect an MCP client to a project over standard input and output.",
        footer = {
            "",
            "An MCP client starts this; by hand it is good for a try:",
            "  echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}' | mcpctl mcp --project demo"
        })
public final class McpCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(
            names = "--tool-names",
            paramLabel = "safe|slash|none",
            description = "How tools are named, instead of what the project says.")
    private @Nullable String toolNames;

    public McpCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        List<String> arguments =
                new ArrayList<>(List.of("--project", invocation.requiredProject()));
        if (toolNames != null) {
            arguments.addAll(List.of("--tool-names", toolNames));
        }
        return StdioBridge.run(arguments.toArray(String[]::new));
    }
}
