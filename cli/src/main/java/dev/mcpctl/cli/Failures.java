package dev.mcpctl.cli;

import dev.mcpctl.api.problem.Fault;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.cli.context.Invocation;
import dev.mcpctl.cli.print.FieldPath;
import dev.mcpctl.cli.print.Refusals;
import dev.mcpctl.cli.print.UsageError;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Turns what a command threw into lines on stderr and an exit code: the CLI's one edge. */
final class Failures {
    static final int FAILED = 1;
    static final int WRONG_USE = 2;

    private final Invocation invocation;

    Failures(Invocation invocation) {
        this.invocation = invocation;
    }

    int show(UsageError error, String command) {
        invocation.streams().out().flush();
        PrintStream err = invocation.streams().err();
        err.println("error: " + error.getMessage());
        err.println("See \"" + command + " --help\".");
        return WRONG_USE;
    }

    int show(Exception failure) {
        invocation.streams().out().flush();
        PrintStream err = invocation.streams().err();
        if (invocation.environment().containsKey("MCPCTL_TRACE")) {
            failure.printStackTrace(err);
        }
        return switch (failure) {
            case Problem problem -> show(problem, err);
            case Refusals refusals -> {
                refusals.problems().forEach(problem -> show(problem, err));
                yield FAILED;
            }
            case NoSuchFileException e -> {
                err.println("error: " + e.getFile() + " does not exist");
                yield FAILED;
            }
            case AccessDeniedException e -> {
                err.println("error: " + e.getFile() + ": permission denied");
                yield FAILED;
            }
            case IOException e -> {
                err.println("error: " + firstLine(String.valueOf(e.getMessage())));
                yield FAILED;
            }
            default -> {
                err.println("error: this is a bug in mcpctl: " + firstLine(failure.toString()));
                err.println("Set MCPCTL_TRACE=1 to see where.");
                yield FAILED;
            }
        };
    }

    private static int show(Problem problem, PrintStream err) {
        switch (problem.type()) {
            case LOCAL, UNREACHABLE ->
                    problem.detail().lines().forEach(line -> err.println("error: " + line));
            default -> {
                String prefix = "Error from server (" + problem.type().reason() + "): ";
                if (problem.faults().isEmpty()) {
                    err.println(prefix + problem.detail());
                }
                for (Fault fault : problem.faults()) {
                    String path = FieldPath.of(fault.pointer());
                    err.println(prefix + (path.isEmpty() ? "" : path + ": ") + fault.detail());
                }
            }
        }
        return problem.type().exitCode();
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
