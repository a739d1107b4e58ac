package dev.mcpctl.daemon;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Why mcpd did not start, for whoever started it: one line on stderr, and the problem in {@code
 * run/mcpd.failed} for one who holds no pipe of ours.
 */
final class StartFailures {
    private static final Logger LOG = LoggerFactory.getLogger(StartFailures.class);

    private StartFailures() {}

    /** Call before a start: what failed earlier is no longer true. */
    static void forget(Home home) {
        try {
            Files.deleteIfExists(file(home));
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", file(home)).setCause(e).log("cannot be removed");
        }
    }

    static void tell(Home home, Problem problem) {
        System.err.println("mcpd: " + problem.detail());
        try {
            home.writePrivate(file(home), JsonCodec.bytes(problem.toJson("mcpd")));
        } catch (Problem e) {
            // The home is what is wrong, very likely; the line on stderr stands.
        }
    }

    /** What was not foreseen: the stack goes to the log. */
    static void tell(Home home, Throwable thrown) {
        LOG.atError().setCause(thrown).log("mcpd could not start");
        tell(
                home,
                new Problem(
                        ProblemType.INTERNAL,
                        "could not start: " + thrown + "; the log says more"));
    }

    private static Path file(Home home) {
        return home.run().resolve("mcpd.failed");
    }
}
