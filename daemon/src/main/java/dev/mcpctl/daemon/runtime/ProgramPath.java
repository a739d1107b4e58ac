package dev.mcpctl.daemon.runtime;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds programs as a shell does, so that a missing one is said before anything is started. */
final class ProgramPath {
    private static final String DEFAULT = "/usr/local/bin:/usr/bin:/bin";

    private ProgramPath() {}

    /**
     * The file that {@code program} stands for in an environment.
     *
     * @param directory from which a relative path with a slash counts
     */
    static Path find(String program, Map<String, String> environment, Path directory)
            throws StartFailure {
        try {
            if (program.contains("/")) {
                return existing(program, directory.resolve(program));
            }
            String path = environment.getOrDefault("PATH", DEFAULT);
            return onPath(program, path)
                    .orElseThrow(() ->
                            new StartFailure(
                                    "CommandNotFound",
                                    "command \""
                                            + program
                                            + "\" not found on PATH ("
                                            + path
                                            + ")"));
        } catch (InvalidPathException e) {
            throw new StartFailure(
                    "CommandNotFound", "command \"" + program + "\" is not a path", e);
        }
    }

    /** The program that starts another as the leader of a session and process group of its own. */
    static String setsid() throws StartFailure {
        return find("setsid", Map.of("PATH", "/usr/bin:/bin"), Path.of("/")).toString();
    }

    private static Path existing(String program, Path file) throws StartFailure {
        if (!Files.exists(file)) {
            throw new StartFailure(
                    "CommandNotFound", "command \"" + program + "\" not found: no such file");
        }
        if (Files.isDirectory(file) || !Files.isExecutable(file)) {
            throw new StartFailure(
                    "CommandNotExecutable",
                    "command \""
                            + program
                            + "\" is not executable: expected a program with"
                            + " mode x for mcpd's user");
        }
        return file;
    }

    private static Optional<Path> onPath(String program, String path) {
        for (String directory : path.split(":", -1)) {
            Path file = Path.of(directory.isEmpty() ? "." : directory, program);
            if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                return Optional.of(file.toAbsolutePath());
            }
        }
        return Optional.empty();
    }
}
