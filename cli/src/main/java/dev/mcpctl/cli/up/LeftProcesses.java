package dev.mcpctl.cli.up;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.ProgramLock;
import dev.mcpctl.api.home.RunFile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The living processes of a home: its programs, its PostgreSQL, and what its mcpd started. */
final class LeftProcesses {
    private LeftProcesses() {}

    /** One line each: what it is and its pid. */
    static List<String> of(Home home) {
        List<String> found = new ArrayList<>();
        for (Program program : Program.values()) {
            RunFile.alive(home, program)
                    .map(RunFile::process)
                    .or(() -> ProgramLock.holder(home.lock(program)))
                    .ifPresent(
                            process -> found.add(program.label() + " (pid " + process.pid() + ")"));
        }
        Optional<String> mark = mark(home);
        try (DirectoryStream<Path> processes =
                Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (isPostgres(process, home)) {
                    found.add("PostgreSQL (pid " + process.getFileName() + ")");
                } else if (mark.isPresent() && hasMark(process, mark.get())) {
                    found.add(program(process) + " (pid " + process.getFileName() + ")");
                }
            }
        } catch (IOException e) {
            // Without /proc nothing can be found, and nothing could have been started.
        }
        return found;
    }

    /** mcpd gives every process that it starts the ids of the installation and of this home. */
    private static Optional<String> mark(Home home) {
        try {
            return Optional.of("MCPCTL_NODE=" + Files.readString(home.node()).strip());
        } catch (IOException e) {
            return Optional.empty(); // no mcpd has run here
        }
    }

    private static boolean isPostgres(Path process, Home home) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).equals(home.postgres());
        } catch (IOException e) {
            return false; // gone, or somebody else's
        }
    }

    private static boolean hasMark(Path process, String mark) {
        try {
            String environment =
                    new String(
                            Files.readAllBytes(process.resolve("environ")),
                            StandardCharsets.ISO_8859_1);
            return List.of(environment.split("\0", -1)).contains(mark);
        } catch (IOException e) {
            return false;
        }
    }

    private static String program(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException e) {
            return "process";
        }
    }
}
