package dev.mcpctl.cli.up;

import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The programs of the build that this command runs from.
 *
 * @param build its id
 * @param commands the whole command line of each
 */
record InstalledPrograms(String build, Map<Program, List<String>> commands) {
    private static final String FOLDER = "mcpctl.stage";
    private static final String BUILD = "mcpctl.build";

    InstalledPrograms {
        commands = Map.copyOf(commands);
    }

    /** Those that the launcher names; they lie beside the class path, one argument a line. */
    static InstalledPrograms ofThisBuild() {
        String folder = System.getProperty(FOLDER);
        if (folder == null) {
            throw new Problem(
                    ProblemType.LOCAL,
                    "this mcpctl was not started by its launcher, so it does not know where mcpd"
                            + " is; run the program mcpctl");
        }
        return read(Path.of(folder), System.getProperty(BUILD, "dev"));
    }

    static InstalledPrograms read(Path folder, String build) {
        Map<Program, List<String>> commands = new EnumMap<>(Program.class);
        for (Program program : Program.values()) {
            Path file = folder.resolve(program.label() + ".argv");
            try {
                commands.put(program, Files.readAllLines(file));
            } catch (IOException e) {
                throw new Problem(
                        ProblemType.LOCAL,
                        "the build in " + folder + " is not whole: cannot read " + file,
                        e);
            }
        }
        return new InstalledPrograms(build, commands);
    }

    List<String> command(Program program) {
        List<String> command = commands.get(program);
        if (command == null) {
            throw new Problem(ProblemType.LOCAL, "this build has no " + program.label());
        }
        return command;
    }
}
