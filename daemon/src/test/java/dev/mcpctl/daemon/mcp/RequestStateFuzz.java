package dev.mcpctl.daemon.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Fuzzing of {@link RequestStateFuzzTarget} for real ({@code mvn -Pfuzz -pl daemon -am verify}):
 * Jazzer, in a process of its own, for {@code -Dfuzz.seconds} (60). What it learns stays in {@code
 * target/fuzz}; an input that fails is written there and belongs among the seeds.
 */
class RequestStateFuzz {
    @Test
    void nothingIsFound() throws IOException, InterruptedException {
        Path folder = Path.of("target/fuzz/request-state");
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        Path log = folder.resolve("log");
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:+EnableDynamicAgentLoading",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + RequestStateFuzzTarget.class.getName(),
                        "--instrumentation_includes=dev.mcpctl.**",
                        "-max_total_time=" + Long.getLong("fuzz.seconds", 60),
                        "-timeout=30",
                        "-rss_limit_mb=2048",
                        "-max_len=512",
                        "-artifact_prefix=" + folder + "/",
                        corpus.toString(),
                        RequestStateSeedsTest.SEEDS.toString());

        int exit =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start()
                        .waitFor();

        List<String> said = Files.readAllLines(log);
        assertThat(exit)
                .as(
                        "see %s:%n%s",
                        log.toAbsolutePath(),
                        String.join("\n", said.subList(Math.max(0, said.size() - 60), said.size())))
                .isZero();
    }
}
