package dev.mcpctl.db.embedded;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How PostgreSQL is kept from running as root, which it refuses: as we are when we are not root; in
 * a user namespace that shows us as nobody, where the kernel lets us; else as nobody, to whom the
 * directory is given.
 *
 * @param prefix stands before every command line
 */
record RunAs(List<String> prefix) {
    /** In every passwd; a user without an entry there cannot run initdb. */
    private static final int NOBODY = 65534;

    private static final List<String> NAMESPACE =
            List.of("unshare", "-U", "--map-user=" + NOBODY, "--map-group=" + NOBODY);
    private static final List<String> OTHER_USER =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

    /**
     * The first way in which {@code directory} can be written and {@code programs} be run.
     *
     * @param directory exists and is ours
     */
    static RunAs probed(Path directory, Programs programs) {
        try {
            if (owner(Path.of("/proc/self")) != 0) {
                return new RunAs(List.of());
            }
            if (works(NAMESPACE, directory, programs)) {
                return new RunAs(NAMESPACE);
            }
            if (works(OTHER_USER, directory.resolveSibling("."), programs, "-x")) {
                giveAway(directory);
                if (works(OTHER_USER, directory, programs)) {
                    return new RunAs(OTHER_USER);
                }
            }
        } catch (IOException e) {
            throw refused(directory, String.valueOf(e.getMessage()));
        }
        throw refused(directory, "neither unshare nor setpriv can");
    }

    List<String> command(List<String> program) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(program);
        return command;
    }

    private static boolean works(List<String> prefix, Path directory, Programs programs) {
        return works(prefix, directory, programs, "-r", "-w", "-x");
    }

    private static boolean works(
            List<String> prefix, Path directory, Programs programs, String... rights) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("test", "-x", programs.program("postgres").toString()));
        for (String right : rights) {
            command.addAll(List.of("-a", right, directory.normalize().toString()));
        }
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (process.waitFor(10, TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (IOException _) {
            return false; // no such program here
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void giveAway(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.toList()) {
                if (owner(path) != NOBODY) {
                    Files.setAttribute(path, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
                    Files.setAttribute(path, "unix:gid", NOBODY, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }

    private static int owner(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }

    private static Problem refused(Path directory, String why) {
        return new Problem(
                ProblemType.LOCAL,
                "PostgreSQL does not run as root, and no other user can be put in place for "
                        + directory
                        + ": "
                        + why
                        + "; run as another user, or set MCPD_DATABASE_URL");
    }
}
