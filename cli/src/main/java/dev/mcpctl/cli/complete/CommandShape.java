package dev.mcpctl.cli.complete;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What completion needs to know of one command.
 *
 * @param path the words that name it, without {@code mcpctl}
 * @param takes what its arguments are
 */
record CommandShape(
        String path,
        String description,
        List<Option> options,
        Arguments takes,
        List<CommandShape> members) {
    /** What stands behind a command. */
    enum Arguments {
        NOTHING,
        A_KIND,
        A_KIND_AND_NAMES,
        A_SERVER,
        A_PROJECT,
        A_SHELL,
        FILES
    }

    record Option(List<String> names, boolean takesValue, boolean takesFile, String description) {
        Option {
            names = List.copyOf(names);
        }

        boolean takesProject() {
            return names.contains("--project");
        }

        boolean takesFormat() {
            return names.contains("--output");
        }
    }

    CommandShape {
        options = List.copyOf(options);
        members = List.copyOf(members);
    }

    static CommandShape of(CommandLine root) {
        return of(root, "");
    }

    private static CommandShape of(CommandLine command, String path) {
        CommandSpec spec = command.getCommandSpec();
        List<Option> options = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                options.add(
                        new Option(
                                List.of(option.names()),
                                option.arity().min() > 0,
                                option.paramLabel().contains("FILE"),
                                firstSentence(option.description())));
            }
        }
        List<CommandShape> members = new ArrayList<>();
        command.getSubcommands()
                .forEach((word, member) -> {
                    if (!member.getCommandSpec().usageMessage().hidden()) {
                        members.add(of(member, path.isEmpty() ? word : path + " " + word));
                    }
                });
        return new CommandShape(
                path,
                firstSentence(spec.usageMessage().description()),
                options,
                arguments(spec),
                members);
    }

    String word() {
        return path.substring(path.lastIndexOf(' ') + 1);
    }

    /** This command and all below it, groups before their members. */
    List<CommandShape> all() {
        List<CommandShape> all = new ArrayList<>();
        all.add(this);
        members.forEach(member -> all.addAll(member.all()));
        return all;
    }

    private static Arguments arguments(CommandSpec spec) {
        if (spec.positionalParameters().isEmpty()) {
            return Arguments.NOTHING;
        }
        PositionalParamSpec first = spec.positionalParameters().getFirst();
        String label = first.paramLabel().toUpperCase(Locale.ROOT);
        if (label.contains("KIND")) {
            boolean hasNames = spec.positionalParameters().size() > 1 || first.arity().max() > 1;
            return hasNames ? Arguments.A_KIND_AND_NAMES : Arguments.A_KIND;
        }
        if (label.contains("SERVER")) {
            return Arguments.A_SERVER;
        }
        if (label.contains("PROJECT")) {
            return Arguments.A_PROJECT;
        }
        if (label.contains("SHELL")) {
            return Arguments.A_SHELL;
        }
        return label.contains("FILE") ? Arguments.FILES : Arguments.NOTHING;
    }

    private static String firstSentence(String[] lines) {
        String text = String.join(" ", lines);
        int end = text.length();
        for (String stop : List.of(". ", "; ", ": ")) {
            int at = text.indexOf(stop);
            end = at > 0 ? Math.min(end, at) : end;
        }
        String sentence = text.substring(0, end);
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
