package dev.mcpctl.cli.complete;

import java.util.stream.Collectors;

/** The script for fish. */
final class FishCompletion {
    private static final String FUNCTIONS =
            """
            # fish completion for mcpctl. Generated: mcpctl completion fish

            function __mcpctl_words
                set -l words (commandline -opc)
                set -l skip 1
                for word in $words
                    if test $skip -gt 0
                        set skip 0
                        continue
                    end
                    switch $word
                        case -p --project --mcpd-url --token-file --request-timeout -o --output
                            set skip 1
                        case '-*'
                        case '*'
                            echo $word
                    end
                end
            end

            function __mcpctl_at
                test (string join ' ' (__mcpctl_words)) = "$argv"
            end

            function __mcpctl_below
                set -l given (__mcpctl_words)
                set -l count (count $argv)
                test (count $given) -ge $count; and test "$given[1..$count]" = "$argv"
            end

            function __mcpctl_names
                set -l project
                set -l words (commandline -opc)
                for option in -p --project
                    if set -l at (contains -i -- $option $words); and test $at -lt (count $words)
                        set project --project $words[(math $at + 1)]
                    end
                end
                mcpctl get $argv[1] $project --request-timeout 2s -o name 2>/dev/null | string replace -r '.*/' ''
            end

            function __mcpctl_names_of_kind
                set -l given (__mcpctl_words)
                test (count $given) -gt $argv[1]; and __mcpctl_names $given[(math $argv[1] + 1)]
            end

            complete -c mcpctl -f
            """;

    private FishCompletion() {}

    static String script(CommandShape root) {
        StringBuilder script = new StringBuilder(FUNCTIONS);
        for (CommandShape command : root.all()) {
            script.append('\n');
            String at =
                    command.path().isEmpty()
                            ? "test (count (__mcpctl_words)) -eq 0"
                            : "__mcpctl_at " + command.path();
            for (CommandShape member : command.members()) {
                script.append("complete -c mcpctl -n ")
                        .append(quoted(at))
                        .append(" -a ")
                        .append(member.word())
                        .append(" -d ")
                        .append(quoted(member.description()))
                        .append('\n');
            }
            String below =
                    command.path().isEmpty()
                            ? "test (count (__mcpctl_words)) -eq 0"
                            : "__mcpctl_below " + command.path();
            if (command.members().isEmpty()) {
                arguments(script, command, at, below);
            }
            for (CommandShape.Option option : command.options()) {
                option(script, option, below);
            }
        }
        return script.toString();
    }

    private static void arguments(
            StringBuilder script, CommandShape command, String at, String below) {
        switch (command.takes()) {
            case NOTHING -> {}
            case A_KIND -> candidates(script, at, BashCompletion.kinds());
            case A_KIND_AND_NAMES -> {
                candidates(script, at, BashCompletion.kinds());
                long words = command.path().chars().filter(letter -> letter == ' ').count() + 1;
                candidates(script, below, "(__mcpctl_names_of_kind " + words + ")");
            }
            case A_SERVER -> candidates(script, at, "(__mcpctl_names servers)");
            case A_PROJECT -> candidates(script, at, "(__mcpctl_names projects)");
            case A_SHELL -> candidates(script, at, "bash fish");
            case FILES ->
                    script.append("complete -c mcpctl -F -n ").append(quoted(at)).append('\n');
        }
    }

    private static void candidates(StringBuilder script, String condition, String words) {
        script.append("complete -c mcpctl -n ")
                .append(quoted(condition))
                .append(" -a ")
                .append(quoted(words))
                .append('\n');
    }

    private static void option(StringBuilder script, CommandShape.Option option, String below) {
        String names =
                option.names().stream()
                        .map(name ->
                                name.startsWith("--")
                                        ? "-l " + name.substring(2)
                                        : "-s " + name.substring(1))
                        .collect(Collectors.joining(" "));
        script.append("complete -c mcpctl -n ").append(quoted(below)).append(' ').append(names);
        if (option.takesProject()) {
            script.append(" -x -a '(__mcpctl_names projects)'");
        } else if (option.takesFormat()) {
            script.append(" -x -a 'wide yaml json name'");
        } else if (option.takesFile()) {
            script.append(" -r -F");
        } else if (option.takesValue()) {
            script.append(" -x");
        }
        script.append(" -d ").append(quoted(option.description())).append('\n');
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
