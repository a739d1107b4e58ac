package dev.mcpctl.cli.complete;

import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.resource.ResourceKind;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The script for bash; needs nothing but bash itself. */
final class BashCompletion {
    private static final String BREAK = " | \\\n                ";
    private static final String FUNCTIONS =
            """
            # bash completion for mcpctl. Generated: mcpctl completion bash

            __mcpctl_names() {
                mcpctl get "$1" "${project[@]}" --request-timeout 2s -o name 2>/dev/null | sed 's,.*/,,'
            }

            __mcpctl_candidates() {
                local line
                while IFS= read -r line; do
                    COMPREPLY+=("$line")
                done < <(compgen -W "$1" -- "$cur")
            }

            _mcpctl() {
                local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
                local path='' word i kind='' arguments=0
                local -a project=()
                COMPREPLY=()
                for ((i = 1; i < COMP_CWORD; i++)); do
                    word=${COMP_WORDS[i]}
                    case "$path $word" in
            @VALUES@)
                            ((i++))
                            ;;
                        *' --project' | *' -p')
                            project=(--project "${COMP_WORDS[i + 1]}")
                            ((i++))
                            ;;
                        *' -'*) ;;
                        *)
                            if [[ -z $path ]]; then
                                path=$word
                            elif [[ $path == @GROUPS@ ]]; then
                                path="$path $word"
                            else
                                ((arguments++))
                                [[ -n $kind ]] || kind=$word
                            fi
                            ;;
                    esac
                done
                case "$path $prev" in
                    'patch -p')
                        return
                        ;;
                    *' --project' | *' -p')
                        __mcpctl_candidates "$(__mcpctl_names projects)"
                        return
                        ;;
                    *' -o' | *' --output')
                        __mcpctl_candidates 'wide yaml json name'
                        return
                        ;;
            @FILES@)
                        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
                        return
                        ;;
                esac
                case $path in
            @COMMANDS@        *) return ;;
                esac
            }

            complete -F _mcpctl mcpctl
            """;

    private BashCompletion() {}

    static String script(CommandShape root) {
        StringBuilder commands = new StringBuilder();
        for (CommandShape command : root.all()) {
            commands.append("        ").append(pattern(command.path())).append(")\n");
            commands.append("            if [[ $cur == -* ]]; then\n");
            commands.append("                __mcpctl_candidates '")
                    .append(String.join(" ", flags(command)))
                    .append("'\n            else\n                ")
                    .append(arguments(command))
                    .append("\n            fi\n            ;;\n");
        }
        String groups =
                root.members().stream()
                        .filter(command -> !command.members().isEmpty())
                        .map(CommandShape::word)
                        .collect(Collectors.joining("|", "@(", ")"));
        return FUNCTIONS
                .replace("@VALUES@", "            " + String.join(BREAK, valued(root, false)))
                .replace("@FILES@", "        " + String.join(BREAK, valued(root, true)))
                .replace("@GROUPS@", groups)
                .replace("@COMMANDS@", commands);
    }

    private static String pattern(String path) {
        return path.isEmpty() ? "''" : path.contains(" ") ? "'" + path + "'" : path;
    }

    private static List<String> flags(CommandShape command) {
        return command.options().stream()
                .flatMap(option -> option.names().stream())
                .filter(name -> name.startsWith("--"))
                .toList();
    }

    private static String arguments(CommandShape command) {
        if (!command.members().isEmpty()) {
            return candidates(
                    command.members().stream()
                            .map(CommandShape::word)
                            .collect(Collectors.joining(" ")));
        }
        return switch (command.takes()) {
            case NOTHING -> ":";
            case A_KIND -> candidates(kinds());
            case A_KIND_AND_NAMES ->
                    "if ((arguments == 0)); then "
                            + candidates(kinds())
                            + "; else __mcpctl_candidates \"$(__mcpctl_names \"$kind\")\"; fi";
            case A_SERVER -> "__mcpctl_candidates \"$(__mcpctl_names servers)\"";
            case A_PROJECT -> "__mcpctl_candidates \"$(__mcpctl_names projects)\"";
            case A_SHELL -> candidates("bash fish");
            case FILES -> "mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")";
        };
    }

    private static String candidates(String words) {
        return "__mcpctl_candidates '" + words + "'";
    }

    static String kinds() {
        return Kinds.ALL.stream().map(ResourceKind::plural).collect(Collectors.joining(" "));
    }

    /**
     * {@code 'apply -f'}: the options that take a value, but those that the script treats itself.
     */
    private static List<String> valued(CommandShape root, boolean filesOnly) {
        Set<String> patterns = new LinkedHashSet<>();
        for (CommandShape command : root.all()) {
            for (CommandShape.Option option : command.options()) {
                boolean isCounted = filesOnly ? option.takesFile() : option.takesValue();
                boolean isOwn = !root.options().contains(option);
                if (isCounted && !option.takesProject() && (isOwn || command.equals(root))) {
                    String start = isOwn ? "'" + command.path() : "*'";
                    option.names().forEach(name -> patterns.add(start + " " + name + "'"));
                }
            }
        }
        return new ArrayList<>(patterns);
    }
}
