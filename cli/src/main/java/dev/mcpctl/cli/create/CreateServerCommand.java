package dev.mcpctl.cli.create;

import dev.mcpctl.cli.context.Invocation;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.concurrent.Callable;

/** {@code mcpctl create server NAME}. */
@Command(
        description = "Create a server from an image, an npm package, a command or a URL.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl create server files --package @modelcontextprotocol/server-filesystem --arg /data",
            "  mcpctl create server grafana --command /opt/mcp-grafana --env-from-secret grafana-creds",
            "  mcpctl create server docs --external-url https://mcp.example.com/mcp --header X-Org=1"
        })
public final class CreateServerCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "The server's name.")
    private String name = "";

    @Mixin private ServerFlags flags = new ServerFlags();

    @Mixin private Creation.Options options = new Creation.Options();

    public CreateServerCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        return new Creation(invocation, options).create("server", name, flags.spec());
    }
}
