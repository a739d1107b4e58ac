package dev.mcpctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.cli.context.GlobalOptions;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.print.Streams;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

class CommandTreeTest {
    @TempDir Path directory;

    private static List<CommandLine> all() {
        Streams streams =
                new Streams(
                        InputStream.nullInputStream(),
                        Streams.utf8(OutputStream.nullOutputStream()),
                        Streams.utf8(OutputStream.nullOutputStream()),
                        () -> false);
        Invocation invocation =
                new Invocation(Map.of(), Path.of("/"), streams, new GlobalOptions());
        List<CommandLine> commands = new ArrayList<>();
        collect(new CommandTree(Verbs.ALL, invocation).whole(), commands);
        return commands;
    }

    private static void collect(CommandLine command, List<CommandLine> commands) {
        commands.add(command);
        command.getSubcommands().values().forEach(member -> collect(member, commands));
    }

    @Test
    @DisplayName("M-316: every command has help with a description and an example")
    void everyCommandHasAnExample() {
        assertThat(all())
                .allSatisfy(command -> {
                    CommandSpec spec = command.getCommandSpec();
                    assertThat(spec.usageMessage().description())
                            .as(spec.qualifiedName())
                            .isNotEmpty();
                    assertThat(spec.usageMessage().footer())
                            .as(spec.qualifiedName())
                            .anyMatch(line -> line.strip().contains("mcpctl "));
                });
    }

    @Test
    void everyOptionAndArgumentIsDescribed() {
        assertThat(all())
                .allSatisfy(command ->
                        assertThat(command.getCommandSpec().args())
                                .as(command.getCommandSpec().qualifiedName())
                                .allMatch(argument -> argument.description().length > 0));
    }

    @Test
    void everyCommandIsAGroupOrCanBeCalled() {
        assertThat(all())
                .allSatisfy(command ->
                        assertThat(
                                        !command.getSubcommands().isEmpty()
                                                || command.getCommand() instanceof Callable
                                                || command.getCommand() instanceof Runnable)
                                .as(command.getCommandSpec().qualifiedName())
                                .isTrue());
    }

    @Test
    @DisplayName("M-313, K-10: every command takes --project, --mcpd-url and --request-timeout")
    void everyCommandTakesTheGlobalOptions() {
        assertThat(all())
                .allSatisfy(command ->
                        assertThat(command.getCommandSpec().optionsMap())
                                .as(command.getCommandSpec().qualifiedName())
                                .containsKeys(
                                        "--help",
                                        "--project",
                                        "--mcpd-url",
                                        "--token-file",
                                        "--request-timeout"));
    }

    @Test
    void helpIsPrintedForTheWholeAndForOne() {
        Shell shell = new Shell(directory);

        assertThat(shell.run("--help").out()).contains("Commands:").contains("get ");
        assertThat(shell.run().out()).isEqualTo(shell.run("--help").out());
        assertThat(shell.run("help", "get").out()).isEqualTo(shell.run("get", "--help").out());
        assertThat(shell.run("config", "view", "--help").out())
                .startsWith("Usage: mcpctl config view [OPTIONS]");
    }

    @Test
    void anInterruptedTrainOfThoughtIsExplained() {
        Shell shell = new Shell(directory);

        assertThat(shell.run("--project", "demo").err()).contains("no command given");
        assertThat(shell.run("config").out()).startsWith("Usage: mcpctl config");
    }

    @Test
    void aWrongUseLeadsToTheHelpOfTheVeryCommand() {
        Shell shell = new Shell(directory);

        assertThat(shell.run("create", "server", "x", "--env", "novalue").err())
                .endsWith("See \"mcpctl create server --help\".\n");
        assertThat(shell.run("-p", "demo", "create", "server", "x", "--nosuch").err())
                .endsWith("See \"mcpctl create server --help\".\n");
        assertThat(shell.run("create", "nosuch").err()).endsWith("See \"mcpctl create --help\".\n");
    }
}
