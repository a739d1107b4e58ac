package dev.mcpctl.cli.attach;

import dev.mcpctl.api.attachment.ServerAttachments;
import dev.mcpctl.api.client.ResourceAddress;
import dev.mcpctl.cli.context.Invocation;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** {@code mcpctl detach-server ALIAS --project P}. */
@Command(
        description = "Take the tools of a server away from a project; the server itself stays.",
        footerHeading = "%nExamples:%n",
        footer = {"  mcpctl --project demo detach-server files"})
public final class DetachServerCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(
            paramLabel = "SERVER",
            description = "What the server is called in the project: its alias, if it has one.")
    private String alias = "";

    @Option(names = "--ignore-not-found", description = "It is no error when it is not attached.")
    private boolean ignoresNotFound;

    public DetachServerCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        String project = invocation.requiredProject();
        ResourceAddress address =
                new ResourceAddress(ServerAttachments.KIND.plural(), project, alias);
        boolean wasThere = invocation.daemon().delete(address, false, ignoresNotFound).wasThere();
        if (wasThere) {
            invocation
                    .streams()
                    .out()
                    .println("server \"" + alias + "\" detached from project \"" + project + "\"");
        }
        return 0;
    }
}
