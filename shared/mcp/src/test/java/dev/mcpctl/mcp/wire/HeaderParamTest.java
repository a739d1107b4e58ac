package dev.mcpctl.mcp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.mcp.message.Json;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;

@DisplayName("x-mcp-header [2026-07-28 | basic/transports/streamable-http]")
class HeaderParamTest {
    private static final Json SCHEMA =
            Json.parse(
                    """
                    {"type":"object","properties":{
                      "region":{"type":"string","x-mcp-header":"Region"},
                      "count":{"type":"integer","x-mcp-header":"Count"},
                      "deep":{"type":"object","properties":{"on":{"type":"boolean","x-mcp-header":"On"}}},
                      "plain":{"type":"string"}}}\
                    """);

    private static HeaderParam param(String header) {
        return HeaderParam.of(SCHEMA).orElseThrow().stream()
                .filter(param -> param.header().equals(header))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void annotationsAreFoundThroughPropertiesAlone() {
        assertThat(HeaderParam.of(SCHEMA).orElseThrow())
                .extracting(HeaderParam::header)
                .containsExactly("Mcp-Param-Region", "Mcp-Param-Count", "Mcp-Param-On");
        assertThat(HeaderParam.of(Json.parse("{\"type\":\"object\"}"))).contains(List.of());
    }

    @Test
    void aPropertyMayBearTheNameOfTheAnnotation() {
        assertThat(
                        HeaderParam.of(
                                Json.parse(
                                        "{\"properties\":{\"x-mcp-header\":{\"type\":\"string\"}}}")))
                .contains(List.of());
    }

    @ParameterizedTest
    @DisplayName("39. an invalid annotation makes the whole tool invalid")
    @ValueSource(
            strings = {
                "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"\"}}}",
                "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"a b\"}}}",
                "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":7}}}",
                "{\"properties\":{\"a\":{\"type\":\"number\",\"x-mcp-header\":\"A\"}}}",
                "{\"properties\":{\"a\":{\"type\":\"object\",\"x-mcp-header\":\"A\"}}}",
                "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"},\"b\":{\"type\":\"string\",\"x-mcp-header\":\"a\"}}}",
                "{\"properties\":{\"a\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}}}",
                "{\"oneOf\":[{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}}]}",
                "{\"$defs\":{\"d\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}}"
            })
    void anAnnotationThatCannotBeHonoured(String schema) {
        assertThat(HeaderParam.of(Json.parse(schema))).isEmpty();
    }

    @Test
    void aSchemaThatNamesAMemberTwiceIsUnusableOnlyWithAnnotations() {
        String twice = "{\"properties\":{\"a\":{\"type\":\"string\",\"type\":\"integer\"%s}}}";

        assertThat(HeaderParam.of(Json.parse(twice.formatted("")))).contains(List.of());
        assertThat(HeaderParam.of(Json.parse(twice.formatted(",\"x-mcp-header\":\"A\""))))
                .isEmpty();
    }

    @Test
    void anAnnotationInAnotherSpellingIsOne() {
        Json schema =
                Json.parse(
                        "{\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp\\u002dheader\":\"A\"}}}");

        assertThat(HeaderParam.of(schema).orElseThrow())
                .extracting(HeaderParam::header)
                .containsExactly("Mcp-Param-A");
    }

    @Test
    void aNumberOfManyDigitsMatchesItself() {
        Json arguments = Json.parse("{\"count\":" + "9".repeat(100) + "}");
        HeaderParam count = param("Mcp-Param-Count");

        assertThat(count.matches(arguments, count.valueIn(arguments))).isTrue();
    }

    @Test
    @DisplayName("38. arguments are mirrored with the right encoding")
    void valuesAreEncodedByTheirType() {
        Json arguments = Json.parse("{\"region\":\"Lübeck\",\"count\":42,\"deep\":{\"on\":true}}");

        assertThat(param("Mcp-Param-Region").valueIn(arguments))
                .contains("=?base64?TMO8YmVjaw==?=");
        assertThat(param("Mcp-Param-Count").valueIn(arguments)).contains("42");
        assertThat(param("Mcp-Param-On").valueIn(arguments)).contains("true");
        assertThat(param("Mcp-Param-Region").valueIn(Json.parse("{\"region\":null}"))).isEmpty();
    }

    @Test
    @DisplayName(
            "8. 9. 10. headers are decoded, demanded where the argument is, and not where it is null or absent")
    void aHeaderIsComparedToItsArgument() {
        Json arguments = Json.parse("{\"region\":\"Hello\",\"count\":42}");
        HeaderParam region = param("Mcp-Param-Region");

        assertThat(region.matches(arguments, Optional.of("=?base64?SGVsbG8=?="))).isTrue();
        assertThat(region.matches(arguments, Optional.of("Hello"))).isTrue();
        assertThat(region.matches(arguments, Optional.of("hello"))).isFalse();
        assertThat(region.matches(arguments, Optional.empty())).isFalse();
        assertThat(region.matches(Json.object(), Optional.empty())).isTrue();
        assertThat(param("Mcp-Param-Count").matches(arguments, Optional.of("42.0"))).isTrue();
        assertThat(param("Mcp-Param-Count").matches(arguments, Optional.of("x"))).isFalse();
    }
}
