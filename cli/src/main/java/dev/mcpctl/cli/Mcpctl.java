package dev.mcpctl.cli;

import dev.mcpctl.api.resource.Suggestion;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.print.UsageError;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** The command line. Exit codes: 0 done, 1 refused or failed, 2 wrong command line, 3 no daemon. */
public final class Mcpctl {
    static final int DONE = 0;
    private static final String[] NO_HEADER = {};

    private final Invocation invocation;
    private final CommandTree tree;

    private Mcpctl(Invocation invocation) {
        this.invocation = invocation;
        this.tree = new CommandTree(Verbs.ALL, invocation);
    }

    public static void main(String[] args) {
        System.setProperty("sun.net.http.retryPost", "false"); // a failed POST must not run twice
        System.exit(run(Invocation.ofProcess(), args));
    }

    /** Runs one command line; what it says goes to the invocation's streams. */
    static int run(Invocation invocation, String... args) {
        int exitCode = new Mcpctl(invocation).run(CommandWords.of(args));
        Optional<String> lost = invocation.streams().finish();
        if (lost.isPresent()) {
            invocation.streams().err().println("error: cannot write the results: " + lost.get());
            invocation.streams().err().flush();
            return Failures.FAILED;
        }
        return exitCode;
    }

    private int run(CommandWords words) {
        Failures failures = new Failures(invocation);
        try {
            return dispatch(words);
        } catch (ParameterException e) {
            return failures.show(wrongUse(e), e.getCommandLine().getCommandSpec().qualifiedName());
        } catch (UsageError e) {
            return failures.show(e, nearestCommand(words));
        } catch (Exception e) {
            return failures.show(e);
        }
    }

    private String nearestCommand(CommandWords words) {
        String verb = words.verb();
        CommandTree.Entry entry = verb == null ? null : tree.entry(verb);
        if (entry == null) {
            return "mcpctl";
        }
        return words.rest().stream()
                .filter(entry.members()::containsKey)
                .findFirst()
                .map(member -> "mcpctl " + verb + " " + member)
                .orElse("mcpctl " + verb);
    }

    private int dispatch(CommandWords words) throws Exception {
        String verb = words.verb();
        if (verb == null || (verb.equals("help") && words.rest().isEmpty())) {
            return wholeHelp(words);
        }
        if (verb.equals("help")) {
            return dispatch(new CommandWords(words.rest().getFirst(), helpOf(words.rest())));
        }
        CommandTree.Entry entry = tree.entry(verb);
        if (entry == null) {
            throw new UsageError(unknown("command", verb, tree.verbs()));
        }
        return execute(tree.command(verb, entry), words.rest());
    }

    private static List<String> helpOf(List<String> words) {
        return Stream.concat(words.stream().skip(1), Stream.of("--help")).toList();
    }

    private int wholeHelp(CommandWords words) {
        CommandLine whole = tree.whole();
        whole.parseArgs(words.rest().toArray(String[]::new));
        if (words.rest().isEmpty() || words.asksForHelp()) {
            whole.usage(invocation.streams().out());
            return DONE;
        }
        throw new UsageError("no command given");
    }

    private int execute(CommandLine command, List<String> rest) throws Exception {
        command.setCaseInsensitiveEnumValuesAllowed(true);
        ParseResult result = command.parseArgs(rest.toArray(String[]::new));
        while (result.hasSubcommand()) {
            result = result.subcommand();
        }
        CommandLine named = result.commandSpec().commandLine();
        if (result.isUsageHelpRequested()) {
            named.getCommandSpec().usageMessage().header(NO_HEADER); // the description says it too
            named.usage(invocation.streams().out());
            return DONE;
        }
        Object verb = result.commandSpec().userObject();
        if (verb instanceof Callable<?> callable) {
            return callable.call() instanceof Integer exitCode ? exitCode : DONE;
        }
        if (verb instanceof Runnable runnable) {
            runnable.run();
            return DONE;
        }
        if (rest.isEmpty()) {
            named.usage(invocation.streams().out());
            return DONE;
        }
        throw new ParameterException(named, "no command given");
    }

    private static UsageError wrongUse(ParameterException e) {
        CommandLine command = e.getCommandLine();
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().getFirst();
            if (word.startsWith("-")) {
                return new UsageError(
                        unknown(
                                "flag",
                                word.split("=", 2)[0],
                                List.copyOf(command.getCommandSpec().optionsMap().keySet())));
            }
            Map<String, CommandLine> members = command.getSubcommands();
            return new UsageError(
                    members.isEmpty()
                            ? "unexpected argument \"" + word + "\""
                            : unknown("command", word, List.copyOf(members.keySet())));
        }
        return new UsageError(String.valueOf(e.getMessage()));
    }

    private static String unknown(String what, String word, List<String> known) {
        return "unknown "
                + what
                + " \""
                + word
                + "\""
                + Suggestion.closest(word, known)
                        .map(meant -> "; did you mean \"" + meant + "\"?")
                        .orElse("");
    }
}
