package dev.mcpctl.api.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class YamlTextTest {
    @Test
    void aFaultKnowsItsPlaceAndTheFileGivesItsName() {
        assertThatThrownBy(() -> YamlText.compose("a: 1\nb: [", false))
                .isInstanceOfSatisfying(
                        YamlFault.class,
                        fault -> {
                            assertThat(fault.place()).isEqualTo(new Place(2, 5));
                            assertThat(fault.in("c.yaml").detail())
                                    .startsWith("c.yaml:2:5: not YAML: ");
                        });
    }

    @Test
    void aCharacterThatIsNotAllowedIsNamed() {
        assertThatThrownBy(() -> YamlText.compose("a: 1\nb: \u0007", false))
                .hasMessage("the character U+0007 is not allowed in YAML");
    }

    @Test
    void tabsIndentJson() {
        assertThat(YamlText.compose("{\n\t\"a\":\t1\n}", false)).hasSize(1);
    }
}
