package dev.mcpctl.db.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.api.problem.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

class LabelSelectorTest {
    private static final Map<String, String> LABELS =
            Map.of("team", "platform", "tier", "web", "example.com/owner", "ada");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "team=platform | true",
                "team==platform | true",
                "team=other | false",
                "team!=other | true",
                "nosuch!=x | true",
                "team in (other, platform) | true",
                "team in (other) | false",
                "team notin (other,x) | true",
                "nosuch notin (x) | true",
                "nosuch in (x) | false",
                "team | true",
                "!team | false",
                "!nosuch | true",
                "team=platform,tier in (web,db),!nosuch | true",
                "team=platform,tier in (db) | false",
                "example.com/owner = ada | true"
            })
    void matchesAsKubectlDoes(String text, boolean isMatch) {
        assertThat(LabelSelector.parse(text).matches(LABELS)).isEqualTo(isMatch);
    }

    @Test
    void blankTextSelectsEverything() {
        assertThat(LabelSelector.parse(" ")).isEqualTo(LabelSelector.EVERYTHING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b,,c", "a=b=c", "a in b", "=b", "a b", "a in (b"})
    void whatIsNoSelectorIsRefused(String text) {
        assertThatThrownBy(() -> LabelSelector.parse(text))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("is not a label selector");
    }
}
