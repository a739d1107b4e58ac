package dev.mcpctl.daemon.runtime;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.server.ServerSource.NpmPackage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Chooses the program of an installed package. */
final class PackageProgram {
    private final NpmPackage npm;
    private final Path directory;
    private final Map<String, String> programs;

    private PackageProgram(NpmPackage npm, Path directory, Map<String, String> programs) {
        this.npm = npm;
        this.directory = directory;
        this.programs = programs;
    }

    /**
     * The file of {@code bin}, else of the only program, else of the one named like the package.
     *
     * @param directory the package's own, with its {@code package.json}
     * @throws StartFailure that lists the programs when none of the three is there
     */
    static Path in(Path directory, NpmPackage npm) throws StartFailure {
        JsonNode manifest;
        try {
            manifest = JsonCodec.read(Files.readAllBytes(directory.resolve("package.json")));
        } catch (IOException | Problem e) {
            throw new StartFailure(
                    "BadPackage", "npm package " + npm.name() + " has no package.json to read", e);
        }
        return new PackageProgram(npm, directory, programs(manifest, ownName(npm))).file();
    }

    private static Map<String, String> programs(JsonNode manifest, String ownName) {
        JsonNode bin = manifest.path("bin");
        Map<String, String> programs = new TreeMap<>();
        if (bin.isTextual()) {
            programs.put(ownName, bin.asText());
        }
        bin.properties().forEach(entry -> programs.put(entry.getKey(), entry.getValue().asText()));
        return programs;
    }

    /** Without the scope. */
    private static String ownName(NpmPackage npm) {
        return npm.name().substring(npm.name().indexOf('/') + 1);
    }

    private Path file() throws StartFailure {
        String path = programs.get(chosen());
        if (path == null) {
            throw new StartFailure("NoProgram", "npm package " + npm.name() + " " + nothing());
        }
        Path file = directory.resolve(path).normalize();
        if (!file.startsWith(directory) || !Files.isRegularFile(file)) {
            throw new StartFailure(
                    "NoProgram",
                    "npm package " + npm.name() + " names a program that it lacks: " + path);
        }
        return file;
    }

    private String chosen() {
        if (npm.bin() != null) {
            return npm.bin();
        }
        return programs.size() == 1 ? programs.keySet().iterator().next() : ownName(npm);
    }

    private String nothing() {
        if (programs.isEmpty()) {
            return "has no program (no bin in its package.json)";
        }
        String list = String.join(", ", programs.keySet());
        return npm.bin() == null
                ? "has several programs and none of its own name; set package.bin to one of " + list
                : "has no program \"" + npm.bin() + "\"; expected package.bin to be one of " + list;
    }
}
