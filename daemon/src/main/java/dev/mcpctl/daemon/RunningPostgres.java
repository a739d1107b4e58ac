package dev.mcpctl.daemon;

import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.home.RunFile;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.db.DatabaseLocation;
import dev.mcpctl.db.DatabaseSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The embedded database of an mcpd that runs, as a second program of the same user reaches it. */
final class RunningPostgres {
    private static final int PORT_LINE = 3; // of postmaster.pid, counted from 0

    private RunningPostgres() {}

    /**
     * Settings that open the database beside the mcpd that has it; as they are when none runs, or
     * when the database is not ours.
     */
    static DatabaseSettings settings(DaemonSettings settings) {
        DatabaseSettings own = settings.database();
        if (own.location() instanceof DatabaseLocation.Embedded embedded
                && RunFile.alive(settings.home(), Program.MCPD).isPresent()) {
            return new DatabaseSettings(
                    new DatabaseLocation.External(url(embedded.directory())), own.keyFile());
        }
        return own;
    }

    private static String url(Path directory) {
        Path pidFile = directory.resolve("data").resolve("postmaster.pid");
        try {
            List<String> lines = Files.readAllLines(pidFile);
            String password = Files.readString(directory.resolve("password")).strip();
            return "postgresql://mcpctl:"
                    + password
                    + "@127.0.0.1:"
                    + lines.get(PORT_LINE).strip()
                    + "/postgres";
        } catch (IOException | IndexOutOfBoundsException e) {
            throw new Problem(
                    ProblemType.LOCAL,
                    "mcpd runs, but its PostgreSQL does not (" + pidFile + "); try again",
                    e);
        }
    }
}
