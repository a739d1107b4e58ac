package dev.mcpctl.api.home;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts programs that outlive us and our terminal: a session of their own, no pipe to us, input
 * from nowhere, output appended to a log.
 */
public final class Detached {
    private static final List<Path> SETSID =
            List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

    private Detached() {}

    /**
     * Starts a program in {@code directory}.
     *
     * @param environment the whole environment of the program; nothing of ours is added
     * @param log made 0600 when it is missing
     * @throws Problem LOCAL when the program cannot be started
     */
    public static ProcessIdentity start(
            List<String> command, Map<String, String> environment, Path directory, Path log) {
        List<String> words = new ArrayList<>();
        words.add(setsid());
        words.addAll(command);
        ProcessBuilder program =
                new ProcessBuilder(words)
                        .directory(directory.toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        program.environment().clear();
        program.environment().putAll(environment);
        try {
            makePrivate(log);
            // A process that Java forks leads no group, so setsid executes in place: this is the
            // program's own pid.
            long pid = program.start().pid();
            return ProcessIdentity.of(pid).orElseGet(() -> new ProcessIdentity(pid, 0));
        } catch (IOException e) {
            throw new Problem(
                    ProblemType.LOCAL,
                    "cannot start " + command.getFirst() + ": " + e.getMessage(),
                    e);
        }
    }

    private static void makePrivate(Path log) throws IOException {
        try {
            Files.createFile(
                    log,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // appended to
        }
    }

    private static String setsid() {
        return SETSID.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseThrow(() ->
                        new Problem(
                                ProblemType.LOCAL,
                                "setsid is missing (looked for "
                                        + SETSID
                                        + "); it is part of util-linux"));
    }
}
