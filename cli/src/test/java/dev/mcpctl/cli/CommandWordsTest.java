package dev.mcpctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class CommandWordsTest {
    @Test
    void theFirstWordThatIsNoOptionIsTheVerb() {
        assertThat(CommandWords.of("get", "servers"))
                .isEqualTo(new CommandWords("get", List.of("servers")));
    }

    @Test
    void optionsBeforeTheVerbMoveBehindItWithTheirValues() {
        assertThat(CommandWords.of("--project", "p", "-o", "json", "get", "servers"))
                .isEqualTo(
                        new CommandWords(
                                "get", List.of("servers", "--project", "p", "-o", "json")));
        assertThat(CommandWords.of("--project=p", "get"))
                .isEqualTo(new CommandWords("get", List.of("--project=p")));
    }

    @Test
    void theShortFormBeforeTheVerbIsAlwaysTheProject() {
        assertThat(CommandWords.of("-p", "demo", "patch", "x").rest())
                .containsExactly("x", "--project", "demo");
    }

    @Test
    void theyStayBeforeTheEndOfOptions() {
        assertThat(CommandWords.of("-o", "json", "call", "a/b", "--", "-x").rest())
                .containsExactly("a/b", "-o", "json", "--", "-x");
    }

    @Test
    void aLineOfOptionsHasNoVerb() {
        assertThat(CommandWords.of("--project", "get").verb()).isNull();
        assertThat(CommandWords.of().verb()).isNull();
    }
}
