package dev.mcpctl.api.home;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code up} recorded: everything that is needed to start any program of this home again, in
 * the environment of that moment. The file is 0600, for environments hold secrets.
 *
 * @param programs the whole command line of each
 * @param wanted the daemons that are to run
 */
public record StartRecord(
        String build,
        Map<Program, List<String>> programs,
        Map<String, String> environment,
        Set<Program> wanted) {
    public StartRecord {
        programs = Map.copyOf(programs);
        environment = Map.copyOf(environment);
        wanted = Set.copyOf(wanted);
    }

    /**
     * Empty when nothing is to run.
     *
     * @throws Problem LOCAL when there is a record that cannot be read
     */
    public static Optional<StartRecord> read(Home home) {
        try {
            return Optional.of(fromJson(JsonCodec.read(Files.readAllBytes(home.startRecord()))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new Problem(
                    ProblemType.LOCAL,
                    "cannot read " + home.startRecord() + ": " + e.getMessage(),
                    e);
        }
    }

    /** Replaces the record. */
    public void write(Home home) {
        home.writePrivate(home.startRecord(), JsonCodec.bytes(toJson()));
    }

    /** After this nothing is started again. */
    public static void remove(Home home) {
        try {
            Files.deleteIfExists(home.startRecord());
        } catch (IOException e) {
            throw new Problem(
                    ProblemType.LOCAL,
                    "cannot remove " + home.startRecord() + ": " + e.getMessage(),
                    e);
        }
    }

    /**
     * Starts a recorded program: see {@link Detached}.
     *
     * @throws Problem LOCAL when the program is not recorded or cannot be started
     */
    public ProcessIdentity start(Home home, Program program) {
        List<String> command = programs.get(program);
        if (command == null) {
            throw new Problem(
                    ProblemType.LOCAL,
                    home.startRecord() + " does not say how to start " + program.label());
        }
        return Detached.start(command, environment, home.directory(), home.log(program));
    }

    /** Without the environment, which may hold secrets. */
    @Override
    public String toString() {
        return "StartRecord[build=" + build + ", wanted=" + wanted + "]";
    }

    private ObjectNode toJson() {
        ObjectNode json = JsonCodec.object().put("build", build);
        ObjectNode commands = json.putObject("programs");
        for (Program program : Program.values()) {
            List<String> command = programs.get(program);
            if (command != null) {
                command.forEach(commands.putArray(program.label())::add);
            }
        }
        json.set("environment", JsonCodec.object(environment));
        var names = json.putArray("wanted");
        for (Program program : Program.values()) {
            if (wanted.contains(program)) {
                names.add(program.label());
            }
        }
        return json;
    }

    private static StartRecord fromJson(JsonNode json) {
        Map<Program, List<String>> programs = new EnumMap<>(Program.class);
        Set<Program> wanted = EnumSet.noneOf(Program.class);
        for (Program program : Program.values()) {
            JsonNode command = json.path("programs").path(program.label());
            if (command.isArray()) {
                List<String> words = new ArrayList<>();
                command.forEach(word -> words.add(word.asText()));
                programs.put(program, List.copyOf(words));
            }
            for (JsonNode name : json.path("wanted")) {
                if (name.asText().equals(program.label())) {
                    wanted.add(program);
                }
            }
        }
        Map<String, String> environment = new LinkedHashMap<>();
        json.path("environment")
                .properties()
                .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
        return new StartRecord(json.path("build").asText(), programs, environment, wanted);
    }
}
