package dev.mcpctl.cli.attach;

import dev.mcpctl.api.attachment.ServerAttachments;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.cli.context.Invocation;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** {@code mcpctl attach-server SERVER --project P}. */
@Command(
        description = "Give a project the tools of a server; connected clients see them at once.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mcpctl --project demo attach-server files",
            "  mcpctl attach-server files --alias docs --project demo"
        })
public final class AttachServerCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "SERVER", description = "The server's name.")
    private String server = "";

    @Option(
            names = "--alias",
            paramLabel = "NAME",
            description = "What the server is called in the project; by default its own name.")
    private @Nullable String alias;

    public AttachServerCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        String project = invocation.requiredProject();
        String name = alias == null ? server : alias;
        Metadata metadata = Metadata.named(ServerAttachments.KIND.name(), project, name);
        invocation.daemon().create(Resource.of(metadata, JsonCodec.object().put("server", server)));
        invocation
                .streams()
                .out()
                .println(
                        "server \""
                                + server
                                + "\" attached to project \""
                                + project
                                + "\""
                                + (alias == null ? "" : " as \"" + alias + "\""));
        return 0;
    }
}
