package dev.mcpctl.api.home;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Why a daemon refused to start: a problem document in {@code run/NAME.failed}, which it writes
 * before it exits. Starting it again would end the same until somebody mends the cause.
 */
public final class StartFailure {
    private StartFailure() {}

    /** Empty when the daemon has not refused to start. */
    public static Optional<Problem> read(Home home, Program program) {
        try {
            return Problem.fromJson(JsonCodec.read(Files.readAllBytes(file(home, program))));
        } catch (IOException | Problem e) {
            return Optional.empty();
        }
    }

    /** Called before each start, so that what is read comes from that start. */
    public static void clear(Home home, Program program) {
        try {
            Files.deleteIfExists(file(home, program));
        } catch (IOException e) {
            throw new Problem(
                    ProblemType.LOCAL,
                    "cannot remove " + file(home, program) + ": " + e.getMessage(),
                    e);
        }
    }

    /**
     * Leaves it for whoever started the daemon and holds no pipe of it. Does nothing where that
     * cannot be written: the home is what is wrong then, very likely.
     */
    public static void write(Home home, Program program, Problem why) {
        try {
            if (Files.isDirectory(home.run())) {
                home.writePrivate(
                        file(home, program), JsonCodec.bytes(why.toJson(program.label())));
            }
        } catch (Problem unwritable) {
            // What the daemon says on stderr has to do.
        }
    }

    private static Path file(Home home, Program program) {
        return home.run().resolve(program.label() + ".failed");
    }
}
