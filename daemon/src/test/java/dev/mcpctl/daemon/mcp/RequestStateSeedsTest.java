package dev.mcpctl.daemon.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What fuzzing knows already, on every build; {@link RequestStateFuzz} looks for more. */
class RequestStateSeedsTest {
    static final Path SEEDS = Path.of("src/test/resources/fuzz/request-state");
    private static final int MUTATIONS_PER_SEED = 100;

    @Test
    @Timeout(60)
    void everySeedHoldsAndSoDoesWhatLiesBesideIt() throws IOException {
        List<Path> seeds;
        try (Stream<Path> files = Files.list(SEEDS)) {
            seeds = files.sorted().toList();
        }
        assertThat(seeds).isNotEmpty();
        for (Path seed : seeds) {
            byte[] input = Files.readAllBytes(seed);
            check(input, seed);
            var random = new Random(seed.getFileName().toString().hashCode());
            for (int i = 0; i < MUTATIONS_PER_SEED; i++) {
                byte[] mutated = input.clone();
                for (int changes = random.nextInt(4); changes >= 0; changes--) {
                    mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
                }
                check(mutated, seed);
            }
        }
    }

    private static void check(byte[] input, Path seed) {
        try {
            RequestStateFuzzTarget.fuzzerTestOneInput(input);
        } catch (RuntimeException | AssertionError failed) {
            String hex = HexFormat.of().formatHex(input);
            throw new AssertionError(seed.getFileName() + ": " + hex, failed);
        }
    }
}
