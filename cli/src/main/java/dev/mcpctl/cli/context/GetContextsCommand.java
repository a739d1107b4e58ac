package dev.mcpctl.cli.context;

import dev.mcpctl.api.home.Context;
import dev.mcpctl.api.home.Contexts;
import dev.mcpctl.api.home.Credentials;
import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.RunFile;
import dev.mcpctl.cli.print.TablePrinter;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code mcpctl config get-contexts}. */
@Command(
        description = "List the daemons that are known; the one in use is marked.",
        footerHeading = "%nExamples:%n",
        footer = {"  mcpctl config get-contexts"})
public final class GetContextsCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--no-headers", description = "Leave the line of column names out.")
    private boolean hasNoHeaders;

    public GetContextsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Home home = invocation.home();
        home.checkPrivate();
        Contexts contexts = new Contexts(home);
        Credentials credentials = new Credentials(home);
        String current = contexts.currentName();
        TablePrinter table = new TablePrinter(invocation.streams().out(), !hasNoHeaders);
        table.headers(List.of("CURRENT", "NAME", "MCPD URL", "LOGGED IN"));
        List<Context> known = new ArrayList<>(contexts.all());
        if (contexts.find(Context.LOCAL).isEmpty()) {
            row(table, current, Context.LOCAL, localUrl(home), credentials);
        }
        known.forEach(context ->
                row(table, current, context.name(), context.mcpdUrl().toString(), credentials));
        table.flush();
        return 0;
    }

    private static void row(
            TablePrinter table, String current, String name, String url, Credentials credentials) {
        table.row(
                List.of(
                        name.equals(current) ? "*" : "",
                        name,
                        url,
                        credentials.token(name).isPresent() ? "yes" : "no"));
    }

    private static String localUrl(Home home) {
        return RunFile.alive(home, Program.MCPD)
                .flatMap(file -> Optional.ofNullable(file.url()))
                .map(Object::toString)
                .orElse("<not running>");
    }
}
