package dev.mcpctl.api.json;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

class JsonCodecTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\": [1", "{\"a\":", "{a", "[1,]", "{\"a\":1,\"a\":2}", "1 2", "\"open"})
    void whatIsWrongIsOneLineWithItsPlaceAndNothingOfTheParser(String text) {
        assertThatThrownBy(() -> JsonCodec.read(text))
                .hasMessageMatching("not JSON at line 1, column \\d+: [^\\n]+")
                .hasMessageNotContaining("Source")
                .hasMessageNotContaining("start marker");
        assertThatThrownBy(() -> JsonCodec.read(text.getBytes(StandardCharsets.UTF_8)))
                .hasMessageMatching("not JSON at line 1, column \\d+: [^\\n]+")
                .hasMessageNotContaining("Source")
                .hasMessageNotContaining("start marker");
    }

    @Test
    void nothingIsNotJson() {
        assertThatThrownBy(() -> JsonCodec.read("")).hasMessage("the body is empty; expected JSON");
    }
}
