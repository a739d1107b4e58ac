package dev.mcpctl.mcp.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fuzzing for real ({@code mvn -Pfuzz -pl shared/mcp -am verify}): Jazzer, in a process of its own
 * for each target, for {@code -Dfuzz.seconds} (60). What it learns stays in {@code target/fuzz},
 * from where the next run goes on; an input that fails is written there and belongs, once its cause
 * is mended, among the seeds.
 */
class ParserFuzz {
    private static final long SECONDS = Long.getLong("fuzz.seconds", 60);
    private static final int SECONDS_AN_INPUT = 30;

    @ParameterizedTest
    @EnumSource
    void nothingIsFound(FuzzTarget target) throws IOException, InterruptedException {
        Path folder = Path.of("target/fuzz").resolve(target.label);
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        Path log = folder.resolve("log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:+EnableDynamicAgentLoading",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target.type.getName(),
                        "--instrumentation_includes=dev.mcpctl.mcp.**",
                        "-max_total_time=" + SECONDS,
                        "-timeout=" + SECONDS_AN_INPUT,
                        "-rss_limit_mb=2048",
                        "-max_len=4096",
                        "-print_final_stats=1",
                        "-artifact_prefix=" + folder + "/",
                        corpus.toString(),
                        target.seedFolder().toString()));

        Process jazzer =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        int exit = jazzer.waitFor();

        List<String> said = Files.readAllLines(log);
        try (Stream<String> statistics =
                said.stream().filter(line -> line.startsWith("stat::number_of_executed_units"))) {
            statistics.forEach(line -> System.out.println(target.label + ": " + line));
        }
        assertThat(exit)
                .as(
                        "%s; see %s:%n%s",
                        target.label, log.toAbsolutePath(), String.join("\n", last(said)))
                .isZero();
    }

    private static List<String> last(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - 60), lines.size());
    }
}
