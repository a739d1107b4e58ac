package dev.mcpctl.cli;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A command line cut at its verb. Options that stood before the verb are moved behind it, where the
 * verb's own command reads them.
 *
 * @param verb the first word that is no option; null when there is none
 * @param rest what the verb's command reads
 */
record CommandWords(@Nullable String verb, List<String> rest) {
    private static final Set<String> OPTIONS_WITH_VALUE =
            Set.of(
                    "-p",
                    "--project",
                    "--mcpd-url",
                    "--token-file",
                    "--request-timeout",
                    "-o",
                    "--output");
    private static final String END_OF_OPTIONS = "--";

    CommandWords {
        rest = List.copyOf(rest);
    }

    static CommandWords of(String... words) {
        List<String> leading = new ArrayList<>();
        int next = 0;
        while (next < words.length && words[next].startsWith("-")) {
            String option = words[next++];
            leading.add(option.equals("-p") ? "--project" : option); // "patch" has another -p
            if (OPTIONS_WITH_VALUE.contains(option) && next < words.length) {
                leading.add(words[next++]);
            }
        }
        if (next == words.length) {
            return new CommandWords(null, leading);
        }
        String verb = words[next++];
        List<String> rest = new ArrayList<>(List.of(words).subList(next, words.length));
        int end = rest.indexOf(END_OF_OPTIONS);
        rest.addAll(end < 0 ? rest.size() : end, leading);
        return new CommandWords(verb, rest);
    }

    boolean asksForHelp() {
        return rest.contains("-h") || rest.contains("--help");
    }
}
