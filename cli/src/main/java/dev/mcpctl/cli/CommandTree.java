package dev.mcpctl.cli;

import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.context.Specified;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every verb and what makes its command. A command line builds the one command that it names; the
 * whole tree is built for help, completion and tests only, because reading the annotations of all
 * commands takes longer than most commands do.
 */
final class CommandTree {
    /** Makes a command for one invocation. */
    interface Maker {
        Object make(Invocation invocation);
    }

    /**
     * A verb, or a group of verbs such as {@code config}.
     *
     * @param members of a group; a verb has none
     */
    record Entry(Maker maker, Map<String, Entry> members) {
        static Entry verb(Maker maker) {
            return new Entry(maker, Map.of());
        }
    }

    private static final int WIDTH = 100;

    private final Map<String, Entry> entries;
    private final Invocation invocation;

    CommandTree(Map<String, Entry> entries, Invocation invocation) {
        this.entries = entries;
        this.invocation = invocation;
    }

    List<String> verbs() {
        return List.copyOf(entries.keySet());
    }

    @Nullable Entry entry(String verb) {
        return entries.get(verb);
    }

    /** The command of one verb, alone; a group comes with its members. */
    CommandLine command(String verb, Entry entry) {
        return built("mcpctl " + verb, entry);
    }

    /** All of it, below {@code mcpctl}. */
    CommandLine whole() {
        CommandLine root = new CommandLine(new RootCommand());
        root.getCommandSpec().addMixin("global", invocation.options().spec(Set.of()));
        format(root);
        entries.forEach((verb, entry) -> root.addSubcommand(verb, member(verb, entry)));
        return root;
    }

    private CommandLine built(String name, Entry entry) {
        CommandLine command = leaf(name, entry.maker());
        entry.members()
                .forEach((word, member) -> command.addSubcommand(word, member(word, member)));
        return command;
    }

    /** A list of commands shows a header, where there is one: the description's first sentence. */
    private CommandLine member(String word, Entry entry) {
        CommandLine command = built(word, entry);
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        String description = String.join(" ", usage.description());
        int end = description.indexOf(". ");
        usage.header(end < 0 ? description : description.substring(0, end + 1));
        return command;
    }

    private CommandLine leaf(String name, Maker maker) {
        Object made = maker.make(invocation);
        CommandLine command = new CommandLine(made instanceof Specified own ? own.spec() : made);
        CommandSpec spec = command.getCommandSpec();
        spec.name(name);
        spec.addMixin("global", invocation.options().spec(spec.optionsMap().keySet()));
        format(command);
        return command;
    }

    private static void format(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .width(WIDTH)
                .abbreviateSynopsis(true)
                .sortOptions(false);
    }
}
