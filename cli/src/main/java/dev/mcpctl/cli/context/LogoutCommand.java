package dev.mcpctl.cli.context;

import dev.mcpctl.api.home.Contexts;
import dev.mcpctl.api.home.Credentials;
import dev.mcpctl.api.home.Home;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/** {@code mcpctl logout}. */
@Command(
        description = "Forget the token of the context in use. The daemon keeps it valid.",
        footerHeading = "%nExamples:%n",
        footer = {"  mcpctl logout", "  mcpctl logout --context staging"})
public final class LogoutCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "Another context than the one in use.")
    private @Nullable String contextName;

    public LogoutCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Home home = invocation.home();
        home.checkPrivate();
        String name = contextName == null ? new Contexts(home).currentName() : contextName;
        boolean wasThere = new Credentials(home).remove(name);
        invocation
                .streams()
                .out()
                .println(
                        wasThere
                                ? "Logged out of context \"" + name + "\""
                                : "Not logged in to context \"" + name + "\"");
        return 0;
    }
}
