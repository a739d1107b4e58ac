package dev.mcpctl.daemon.runtime;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.server.ServerSource.NpmPackage;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Chooses the program of an installed package. */
public final class PackageProgram {
    /** What stands at the top of a package's own directory. */
    public static final String MANIFEST = "package.json";

    private final NpmPackage npm;
    private final Map<String, String> programs;

    private PackageProgram(NpmPackage npm, Map<String, String> programs) {
        this.npm = npm;
        this.programs = programs;
    }

    /**
     * The file of {@code bin}, else of the only program, else of the one named like the package:
     * its path from the package's own directory, which it does not leave. It may be missing.
     *
     * @param manifest the package's {@link #MANIFEST}
     * @throws StartFailure that lists the programs when none of the three is there
     */
    public static Path in(byte[] manifest, NpmPackage npm) throws StartFailure {
        JsonNode read;
        try {
            read = JsonCodec.read(manifest);
        } catch (Problem e) {
            throw unreadable(npm, e);
        }
        return new PackageProgram(npm, programs(read, ownName(npm))).file();
    }

    /** The manifest is not there or no JSON. */
    public static StartFailure unreadable(NpmPackage npm, Throwable cause) {
        return new StartFailure(
                "BadPackage",
                "npm package " + npm.name() + " has no " + MANIFEST + " to read",
                cause);
    }

    /** The manifest names a file that is not there. */
    public static StartFailure lacking(NpmPackage npm, Path program) {
        return lacking(npm, program.toString());
    }

    private static StartFailure lacking(NpmPackage npm, String program) {
        return new StartFailure(
                "NoProgram",
                "npm package " + npm.name() + " names a program that it lacks: " + program);
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
        try {
            Path file = Path.of(path).normalize();
            if (!file.isAbsolute() && !file.startsWith("..") && !file.toString().isEmpty()) {
                return file;
            }
        } catch (InvalidPathException e) {
            // said below
        }
        throw lacking(npm, path);
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
