package dev.mcpctl.cli.create;

import dev.mcpctl.api.server.FromTemplate;
import dev.mcpctl.api.server.Servers;
import dev.mcpctl.cli.context.Invocation;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/** {@code mcpctl create server NAME}. */
@Command(
        description =
                "Create a server from a template, an image, an npm package, a command or a URL.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl create server my-grafana --from-template grafana --env-from-secret grafana-creds",
            "  mcpctl create server files --package @modelcontextprotocol/server-filesystem --arg /data",
            "  mcpctl create server wiki --docker-image ghcr.io/acme/wiki:1 --transport SSE --container-port 8000",
            "  mcpctl create server docs --external-url https://mcp.example.com/mcp --header X-Org=1",
            "  mcpctl create server notes --docker-image acme/notes --memory 1Gi --mount source=notes,target=/data"
        })
public final class CreateServerCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(
            names = "--from-template",
            paramLabel = "TEMPLATE",
            description = "A template, which says what the other flags leave open.")
    private @Nullable String template;

    @Mixin private ServerFlags flags = new ServerFlags();

    @Mixin private Creation.Options options = new Creation.Options();

    public CreateServerCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        FlaggedSpec spec = flags.spec();
        spec.text("--from-template", FromTemplate.FIELD, template);
        return new Creation(invocation, options).create(Servers.KIND, spec);
    }
}
