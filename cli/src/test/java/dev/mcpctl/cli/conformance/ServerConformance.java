package dev.mcpctl.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.cli.e2e.Installation;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All server scenarios of the official suite against both endpoints that it can be run against, in
 * front of a server of each era. What fails must be what {@code expected-failures.txt} names, no
 * more and no less.
 */
class ServerConformance {
    private static final Path FIXTURE =
            Path.of("src/test/resources/conformance/fixture.mjs").toAbsolutePath();
    private static final Path RESULTS = Path.of("target/conformance/results").toAbsolutePath();
    private static final List<String> ERAS = List.of("legacy", "modern");

    @TempDir static Path folder;
    private static Installation installation;
    private static OfficialSuite suite;
    private static ExpectedFailures expected;

    @BeforeAll
    static void start() throws Exception {
        suite = OfficialSuite.install();
        expected = ExpectedFailures.read();
        installation = new Installation(folder, Map.of());
        installation.done("up", "-f", manifest().toString());
    }

    @AfterAll
    static void stop() {
        if (installation != null) {
            installation.close();
        }
    }

    private static Path manifest() throws IOException {
        StringBuilder manifest = new StringBuilder();
        for (String era : ERAS) {
            manifest.append(
                    """
                    ---
                    kind: server
                    name: %1$s
                    command: node
                    args: ["%2$s", "%1$s"]
                    ---
                    kind: project
                    name: %1$s
                    proxyModel: content-pipeline
                    pipeline: passthrough
                    toolNames: none
                    servers: [%1$s]
                    """
                            .formatted(era, FIXTURE));
        }
        return Files.writeString(folder.resolve("conformance.yaml"), manifest);
    }

    static Stream<Arguments> runs() {
        return ERAS.stream()
                .flatMap(era ->
                        Stream.of("2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28")
                                .map(revision -> Arguments.of(revision, era)));
    }

    @ParameterizedTest(name = "{0}, a project in front of a {1} server")
    @MethodSource("runs")
    void aProject(String revision, String era) throws Exception {
        URI endpoint = installation.localUrl().orElseThrow().resolve("/projects/" + era + "/mcp");

        verify(endpoint, revision, era, "project");
    }

    @ParameterizedTest(name = "{0}, mcpd in front of a {1} server")
    @MethodSource("runs")
    void aServerAlone(String revision, String era) throws Exception {
        JsonNode mcpd = installation.record("mcpd").orElseThrow();
        String token =
                JsonCodec.read(Files.readAllBytes(installation.home().resolve("credentials")))
                        .at("/contexts/local/token")
                        .asText();
        URI endpoint =
                URI.create(mcpd.path("url").asText()).resolve("/api/v1/servers/" + era + "/mcp");

        try (BearerProxy proxy = new BearerProxy(endpoint, token)) {
            verify(proxy.url(), revision, era, "mcpd");
        }
    }

    private static void verify(URI endpoint, String revision, String era, String what)
            throws Exception {
        Path results = RESULTS.resolve(revision + "-" + what + "-" + era);
        delete(results);

        Map<String, Optional<String>> outcomes =
                suite.run(onLocalhost(endpoint), revision, results).why();

        Map<String, String> failed = new TreeMap<>();
        outcomes.forEach((scenario, why) -> why.ifPresent(reason -> failed.put(scenario, reason)));
        assertThat(failed.keySet())
                .as("%d scenarios; those that failed: %s", outcomes.size(), failed)
                .containsExactlyInAnyOrderElementsOf(expected.of(revision, era));
    }

    /** The suite wants that name for what it does with {@code Host} and {@code Origin}. */
    private static URI onLocalhost(URI endpoint) {
        return URI.create("http://localhost:" + endpoint.getPort() + endpoint.getPath());
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> inside = Files.walk(folder)) {
                for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
