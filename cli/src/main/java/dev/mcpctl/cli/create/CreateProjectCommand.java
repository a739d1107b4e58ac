package dev.mcpctl.cli.create;

import dev.mcpctl.api.project.Projects;
import dev.mcpctl.cli.context.Invocation;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.concurrent.Callable;

/** {@code mcpctl create project NAME}. */
@Command(
        description = "Create a project: servers behind one MCP endpoint.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl create project demo --server files --server memory",
            "  mcpctl create project demo --server files --proxy-model content-pipeline"
        })
public final class CreateProjectCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(
            names = "--server",
            paramLabel = "SERVER",
            description = "A server to attach, which must exist; repeat it.")
    private List<String> servers = List.of();

    @Option(
            names = "--proxy-model",
            paramLabel = "NAME",
            description = "How content is treated on its way to the client.")
    private @Nullable String proxyModel;

    @Option(
            names = "--tool-names",
            paramLabel = "STYLE",
            description = "How tools are named on the wire: slash, safe or none.")
    private @Nullable String toolNames;

    @Mixin private Creation.Options options = new Creation.Options();

    public CreateProjectCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        FlaggedSpec spec = new FlaggedSpec();
        spec.texts("--server", "servers", servers);
        spec.text("--proxy-model", "proxyModel", proxyModel);
        spec.text("--tool-names", "toolNames", toolNames);
        return new Creation(invocation, options).create(Projects.KIND, spec);
    }
}
