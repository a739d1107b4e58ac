package dev.mcpctl.cli.up;

import dev.mcpctl.api.home.Program;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.print.UsageError;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Runs a daemon in the foreground. The launcher replaces itself by the daemon instead. */
@Command(
        name = "run",
        description = "Run mcpd or mcplocal in the foreground, for services and containers.",
        footer = {
            "",
            "mcpd takes --stop: stop what a dead mcpd has left, and exit;",
            "and --new-token FILE: write another token for the owner of this home, and exit.",
            "",
            "Example:",
            "  MCPD_PORT=3000 mcpctl run mcpd"
        })
public final class RunCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(
            arity = "1..*",
            paramLabel = "mcpd|mcplocal",
            description = "The program, and its arguments.")
    private List<String> words = List.of();

    public RunCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(InstalledPrograms.ofThisBuild().command(program(words.getFirst())));
        command.addAll(words.subList(1, words.size()));
        invocation.streams().flush();
        Process process = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return process.waitFor();
    }

    private static Program program(String word) {
        return switch (word) {
            case "mcpd" -> Program.MCPD;
            case "mcplocal" -> Program.MCPLOCAL;
            default ->
                    throw new UsageError(
                            "unknown program \"" + word + "\"; expected mcpd or mcplocal");
        };
    }
}
