package dev.mcpctl.daemon.runtime;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.server.ServerSource.NpmPackage;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What npm is told and what it says, the same wherever it runs. */
public final class NpmWords {
    private static final int SHOWN_LINES = 6;
    private static final int MAX_SHOWN = 1_000;

    /** What npm puts before each line: itself, and a tag that repeats the code. */
    private static final Pattern PREFIX =
            Pattern.compile("^npm (error|ERR!)\\s*((404|notarget|network|enoent)(\\s+|$))?");

    /** Lines that say nothing about the cause. */
    private static final Pattern ASIDE =
            Pattern.compile(
                    "^(npm warn|npm notice|code E|errno |syscall |In most cases you|Note that you can also"
                            + "|tarball, folder, http url|This is a problem related to)"
                            + "|complete log of this run");

    private NpmWords() {}

    /** {@code name@version}. */
    public static String label(NpmPackage npm) {
        return npm.name() + "@" + npm.version();
    }

    /** What a message says was tried. */
    public static String installing(NpmPackage npm) {
        return "npm cannot install " + label(npm);
    }

    /** The arguments that install a package, whose version is given, without any script. */
    public static List<String> install(NpmPackage npm, String prefix) {
        return List.of(
                "install",
                "--ignore-scripts",
                "--omit=dev",
                "--no-audit",
                "--no-fund",
                "--prefix",
                prefix,
                label(npm));
    }

    /** As {@link #installing}, of the install scripts. */
    public static String rebuilding(NpmPackage npm) {
        return "install scripts of " + String.join(", ", npm.allowScripts()) + " fail";
    }

    /** The arguments that run the install scripts which are allowed; there must be some. */
    public static List<String> rebuild(NpmPackage npm, String prefix) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("rebuild", "--ignore-scripts=false", "--prefix", prefix, "--"));
        arguments.addAll(npm.allowScripts());
        return arguments;
    }

    /** As {@link #installing}, of the newest version. */
    public static String viewing(String name) {
        return "npm finds no version of " + name;
    }

    /** The arguments that have it print the newest version of a package. */
    public static List<String> view(String name) {
        return List.of("view", name, "version", "--json");
    }

    /**
     * The version that {@link #view} printed.
     *
     * @throws StartFailure when it printed something else
     */
    public static String version(String name, String printed) throws StartFailure {
        try {
            JsonNode version = JsonCodec.read(printed);
            if (version.isTextual() && !version.asText().isBlank()) {
                return version.asText();
            }
        } catch (Problem e) {
            throw new StartFailure("NpmFailed", viewing(name) + ": " + e.detail(), e);
        }
        throw new StartFailure("NpmFailed", viewing(name));
    }

    /** Only what says why: no codes and prefixes, no advice, not where the log of the run is. */
    public static String last(String errors) {
        List<String> lines =
                errors.lines()
                        .map(line -> PREFIX.matcher(line).replaceFirst("").strip())
                        .filter(line -> !line.isEmpty() && !ASIDE.matcher(line).find())
                        .toList();
        String words =
                lines.stream()
                        .skip(Math.max(0, lines.size() - SHOWN_LINES))
                        .collect(Collectors.joining("; "));
        String shown = words.length() > MAX_SHOWN ? words.substring(0, MAX_SHOWN) + "…" : words;
        return shown.isEmpty() ? "" : ": " + shown;
    }
}
