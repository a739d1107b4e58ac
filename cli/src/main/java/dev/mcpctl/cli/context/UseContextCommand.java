package dev.mcpctl.cli.context;

import dev.mcpctl.api.home.Contexts;
import dev.mcpctl.api.home.Home;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** {@code mcpctl config use-context NAME}. */
@Command(
        description = "Choose the daemon for later commands and for mcplocal.",
        footerHeading = "%nExamples:%n",
        footer = {"  mcpctl config use-context staging", "  mcpctl config use-context local"})
public final class UseContextCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", description = "As in \"config get-contexts\".")
    private String name = "";

    public UseContextCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Home home = invocation.home();
        home.checkPrivate();
        new Contexts(home).use(name);
        invocation.streams().out().println("Switched to context \"" + name + "\".");
        return 0;
    }
}
