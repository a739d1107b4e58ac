package dev.mcpctl.mcp.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

class ChallengeTest {
    @Test
    void severalChallengesMayStandInOneHeader() {
        List<Challenge> read =
                Challenge.read(
                        "Basic realm=\"a, b\", charset=\"UTF-8\", BEARER scope=\"x y\" ,"
                                + " Resource_Metadata = \"https://s/m\", Negotiate");

        assertThat(read)
                .containsExactly(
                        new Challenge("basic", Map.of("realm", "a, b", "charset", "UTF-8")),
                        new Challenge(
                                "bearer",
                                Map.of("scope", "x y", "resource_metadata", "https://s/m")),
                        new Challenge("negotiate", Map.of()));
    }

    @Test
    void aValueNeedsNoQuotesAndMayHoldSome() {
        assertThat(
                        Challenge.read(
                                "Bearer error=invalid_token, error_description=\"say \\\"hi\\\"\""))
                .containsExactly(
                        new Challenge(
                                "bearer",
                                Map.of(
                                        "error",
                                        "invalid_token",
                                        "error_description",
                                        "say \"hi\"")));
    }

    @Test
    void theBearerChallengeIsFoundWhereverItStands() {
        assertThat(
                        Challenge.bearer(List.of("Basic realm=x", "Digest a=b, Bearer scope=z"))
                                .flatMap(found -> found.parameter("scope")))
                .contains("z");
        assertThat(Challenge.bearer(List.of("Basic realm=x"))).isEmpty();
        assertThat(Challenge.bearer(List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "=", "\"", "Bearer \"", "Bearer scope=\"x", "Bearer =,=", "ä"})
    void whatIsBrokenEndsTheReading(String header) {
        assertThat(Challenge.read(header)).hasSizeLessThanOrEqualTo(1);
    }
}
