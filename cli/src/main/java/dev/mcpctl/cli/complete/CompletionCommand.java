package dev.mcpctl.cli.complete;

import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.print.UsageError;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code mcpctl completion bash|fish}. */
@Command(
        description = "Print a script that completes mcpctl's command lines in a shell.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(mcpctl completion bash)",
            "  mcpctl completion fish > ~/.config/fish/completions/mcpctl.fish"
        })
public final class CompletionCommand implements Callable<Integer> {
    private final Invocation invocation;
    private final Supplier<CommandLine> tree;

    @Parameters(paramLabel = "SHELL", description = "bash or fish.")
    private String shell = "";

    /**
     * @param tree all commands
     */
    public CompletionCommand(Invocation invocation, Supplier<CommandLine> tree) {
        this.invocation = invocation;
        this.tree = tree;
    }

    @Override
    public Integer call() {
        invocation
                .streams()
                .out()
                .print(
                        switch (shell) {
                            case "bash" -> BashCompletion.script(CommandShape.of(tree.get()));
                            case "fish" -> FishCompletion.script(CommandShape.of(tree.get()));
                            default -> throw unknown();
                        });
        return 0;
    }

    private UsageError unknown() {
        return new UsageError("unknown shell \"" + shell + "\"; expected bash or fish");
    }
}
