package dev.mcpctl.cli.supervise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.home.Home;
import dev.mcpctl.api.home.Program;
import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** {@code run/supervision.json}: what the supervisor says of its daemons; replaced on change. */
public final class SupervisionFile {
    private SupervisionFile() {}

    /** What was written last, perhaps by a supervisor that is gone; empty when nothing was. */
    public static Map<Program, DaemonState> read(Home home) {
        Map<Program, DaemonState> states = new EnumMap<>(Program.class);
        try {
            JsonNode daemons = JsonCodec.read(Files.readAllBytes(file(home))).path("daemons");
            for (Program program : Program.values()) {
                JsonNode daemon = daemons.path(program.label());
                DaemonState.Phase.of(daemon.path("state").asText(""))
                        .ifPresent(phase ->
                                states.put(
                                        program,
                                        new DaemonState(
                                                phase,
                                                daemon.path("pid").asLong(),
                                                daemon.path("detail").asText(""))));
            }
        } catch (IOException | Problem e) {
            // No supervisor has written it.
        }
        return states;
    }

    /** Whether a supervisor has written since {@code other} was. */
    public static boolean isNewerThan(Home home, Path other) {
        try {
            return Files.getLastModifiedTime(file(home)).compareTo(Files.getLastModifiedTime(other))
                    > 0;
        } catch (IOException e) {
            return false;
        }
    }

    static void write(Home home, Map<Program, DaemonState> states) {
        ObjectNode json = JsonCodec.object();
        ObjectNode daemons = json.putObject("daemons");
        states.forEach((program, state) ->
                daemons.putObject(program.label())
                        .put("state", state.phase().label())
                        .put("pid", state.pid())
                        .put("detail", state.detail()));
        home.writePrivate(file(home), JsonCodec.bytes(json));
    }

    private static Path file(Home home) {
        return home.run().resolve("supervision.json");
    }
}
