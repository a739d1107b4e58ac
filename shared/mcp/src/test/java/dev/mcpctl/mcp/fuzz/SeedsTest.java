package dev.mcpctl.mcp.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** What fuzzing knows already, on every build; {@link ParserFuzz} looks for more. */
class SeedsTest {
    @ParameterizedTest
    @EnumSource
    @Timeout(60)
    void everySeedHoldsAndSoDoesWhatLiesBesideIt(FuzzTarget target) throws Exception {
        assertThat(target.seeds()).isNotEmpty();

        for (Path seed : target.seeds()) {
            byte[] input = Files.readAllBytes(seed);
            check(target, input, seed.getFileName().toString());
            var mutations = new Mutations(seed.getFileName().toString().hashCode());
            for (int i = 0; i < target.mutationsPerSeed; i++) {
                check(target, mutations.of(input), seed.getFileName() + ", changed, " + i);
            }
        }
    }

    private static void check(FuzzTarget target, byte[] input, String name) {
        try {
            target.check(input);
        } catch (Exception | AssertionError failed) {
            throw new AssertionError(
                    target.label + ": " + name + ": " + HexFormat.of().formatHex(input), failed);
        }
    }
}
