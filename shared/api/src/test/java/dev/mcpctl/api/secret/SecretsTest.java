package dev.mcpctl.api.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.api.resource.SpecText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

class SecretsTest {
    @Test
    void keysKeepTheirOrderAndNullMeansWhatIsStored() {
        SecretSpec spec = SpecText.read(Secrets.KIND, "data: {B: b, A: null, C.d-e_f: \"\"}");

        assertThat(spec.data())
                .containsExactly(
                        java.util.Map.entry("B", Optional.of("b")),
                        java.util.Map.entry("A", Optional.empty()),
                        java.util.Map.entry("C.d-e_f", Optional.of("")));
        assertThat(Secrets.KIND.sealedField()).contains("data");
        assertThat(SpecText.read(Secrets.KIND, "description: x").data()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "data: {A: 4711}|/spec/data/A expected text, got a number or a boolean; quote it",
                "data: {A: [4711]}|/spec/data/A expected text, got a list or an object",
                "data: 4711|/spec/data expected an object, got the number 4711",
                "data: {\"a b\": c}|/spec/data/a b \"a b\" is not a key: expected letters, digits, '_', '-' and '.'",
                "dat: {}|/spec/dat unknown field \"dat\"; did you mean \"data\"?",
            })
    void whatIsWrongIsRefusedByName(String yaml, String fault) {
        assertThat(SpecText.faults(Secrets.KIND, yaml)).containsExactly(fault);
    }

    @Test
    void noValueIsInWhatIsPrinted() {
        SecretSpec spec = SpecText.read(Secrets.KIND, "data: {A: hush}");

        assertThat(spec.toString()).contains("A").doesNotContain("hush");
        assertThat(SpecText.faults(Secrets.KIND, "data: {A: {b: hush}}").toString())
                .doesNotContain("hush");
    }
}
