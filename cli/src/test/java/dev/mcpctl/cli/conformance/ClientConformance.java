package dev.mcpctl.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the official suite wants of a client that has to sign in: all of it. */
class ClientConformance {
    private static final Path RESULTS =
            Path.of("target/conformance/client-results").toAbsolutePath();

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"2025-11-25", "2026-07-28"})
    void signingIn(String revision) throws Exception {
        Path results = RESULTS.resolve(revision);
        delete(results);

        Map<String, Optional<String>> outcomes =
                OfficialSuite.install().runClient(command(), "auth", revision, results).why();

        Map<String, String> failed = new TreeMap<>();
        outcomes.forEach((scenario, why) -> why.ifPresent(reason -> failed.put(scenario, reason)));
        assertThat(failed).as("of %d scenarios", outcomes.size()).isEmpty();
    }

    private static String command() {
        return String.join(
                " ",
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SuiteClient.class.getName());
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
