package dev.mcpctl.cli.up;

import dev.mcpctl.api.home.Context;
import dev.mcpctl.api.home.Credentials;
import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.cli.context.Invocation;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.Callable;

/** Stops everything that runs for this home. */
@Command(
        name = "down",
        description = "Stop the supervisor, mcplocal, mcpd, its servers and its PostgreSQL.",
        footer = {"", "Example:", "  mcpctl down"})
public final class DownCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(
            names = "--purge",
            description =
                    "Also remove all servers, projects and secrets of this home, and its logs.")
    private boolean isPurge;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask before --purge.")
    private boolean isSure;

    public DownCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Home home = invocation.home();
        PrintStream err = invocation.streams().err();
        if (isPurge && !isSure && !isConfirmed(home)) {
            err.println("nothing was stopped or removed");
            return 1;
        }
        if (Files.isDirectory(home.directory())) {
            home.checkPrivate();
            stop(home, err);
        } else {
            err.println("nothing runs for " + home);
        }
        if (isPurge) {
            purge(home);
            err.println("removed what " + home + " held");
        }
        return 0;
    }

    private boolean isConfirmed(Home home) {
        return invocation
                .streams()
                .confirms("Remove every server, project, secret and log of " + home + " for good?");
    }

    private static void stop(Home home, PrintStream err) {
        List<String> stopped;
        try (Progress progress = Progress.on(err)) {
            stopped = new Shutdown(home, InstalledPrograms::ofThisBuild, progress).run();
        }
        if (stopped.isEmpty()) {
            err.println("nothing runs for " + home);
        }
        stopped.forEach(err::println);
    }

    /** Contexts of other daemons and what the user wrote stay. */
    private static void purge(Home home) {
        if (!Files.isDirectory(home.directory())) {
            return;
        }
        new Credentials(home).remove(Context.LOCAL);
        for (Path state :
                List.of(home.mcpd(), home.logs(), home.directory().resolve("cache"), home.run())) {
            try {
                delete(state);
            } catch (IOException e) {
                throw new Problem(
                        ProblemType.LOCAL, "cannot remove " + state + ": " + e.getMessage(), e);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(
                directory,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path visited, @org.jspecify.annotations.Nullable IOException failure)
                            throws IOException {
                        if (failure != null) {
                            throw failure;
                        }
                        Files.delete(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
