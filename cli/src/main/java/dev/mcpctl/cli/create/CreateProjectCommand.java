package dev.mcpctl.cli.create;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.cli.context.Invocation;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
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

    @Parameters(paramLabel = "NAME", description = "The project's name.")
    private String name = "";

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

    @Option(
            names = "--description",
            paramLabel = "TEXT",
            description = "What a person reads in lists.")
    private @Nullable String description;

    @Mixin private Creation.Options options = new Creation.Options();

    public CreateProjectCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        ObjectNode spec = JsonCodec.object();
        if (description != null) {
            spec.put("description", description);
        }
        if (!servers.isEmpty()) {
            ArrayNode list = spec.putArray("servers");
            servers.forEach(list::add);
        }
        if (proxyModel != null) {
            spec.put("proxyModel", proxyModel);
        }
        if (toolNames != null) {
            spec.put("toolNames", toolNames);
        }
        return new Creation(invocation, options).create("project", name, spec);
    }
}
