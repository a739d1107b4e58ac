package dev.mcpctl.mcp.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

class JsonTest {
    @Test
    void whatNobodyChangedIsWrittenAsItCame() {
        String spelled =
                "{ \"a\" : 1.0e2 ,\"b\":[ 1 , {\"c\":\"\\u0041é\"} ], \"_meta\":{\"x\" : null} }";

        Json json = Json.parse(spelled);

        assertThat(json).hasToString(spelled);
        assertThat(json.get("b").orElseThrow()).hasToString("[ 1 , {\"c\":\"\\u0041é\"} ]");
        assertThat(json.get("a").orElseThrow()).hasToString("1.0e2");
        assertThat(json.size()).isEqualTo(spelled.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void aChangedMemberLeavesTheOthersAsTheyCame() {
        Json json = Json.parse("{\"a\": 1.50, \"b\":\"x\" ,\"c\":[ ]}");

        Json changed = json.with("b", Json.of("ü\n")).without("c").with("d", Json.of(true));

        assertThat(changed).hasToString("{\"a\":1.50,\"b\":\"ü\\n\",\"d\":true}");
        assertThat(changed.size()).isEqualTo(changed.toBytes().length);
        assertThat(json.has("c")).isTrue();
    }

    @Test
    void takingOutWhatIsNotThereIsTheSameValue() {
        Json json = Json.parse("{\"a\":1}");

        assertThat(json.without("b", "c")).isSameAs(json);
    }

    static Stream<String> values() {
        return Stream.of(
                "{}", "[]", "\"\"", "0", "-1.5", "true", "false", "null", "{\"a\":{}}", "[[],{}]");
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyFormOfAValueIsWrittenAlike(String text) {
        Json parsed = Json.parse(text);

        assertThat(Json.of(parsed.tree())).hasToString(text).isEqualTo(parsed);
        assertThat(Json.array(List.of(parsed, parsed))).hasToString("[" + text + "," + text + "]");
        assertThat(Json.object("k", parsed)).hasToString("{\"k\":" + text + "}");
        assertThat(Json.object("k", parsed).size()).isEqualTo(text.length() + 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\":}", "[1,]", "{} {}", "nul", "\"\t\"", "{'a':1}", "01"})
    void whatIsNotJsonIsAParseError(String text) {
        assertThatThrownBy(() -> Json.parse(text))
                .isInstanceOfSatisfying(
                        McpException.class, e -> assertThat(e.error().code()).isEqualTo(-32700));
    }

    @Test
    void otherEncodingsAreRefused() {
        assertThatThrownBy(() -> Json.parse("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void depthIsBounded() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);

        assertThatThrownBy(() -> Json.parse(deep)).isInstanceOf(McpException.class);
    }

    @Test
    void aDuplicateMemberOfWhatAHopLooksAtIsRefused() {
        assertThatThrownBy(() -> Json.parse("{\"params\":{\"name\":\"a\",\"name\":\"b\"}}"))
                .hasMessageContaining("\"name\" occurs twice");
        Json hidden = Json.parse("{\"params\":{\"arguments\":{\"x\":1,\"x\":2}}}");
        assertThatThrownBy(() ->
                        hidden.get("params").orElseThrow().get("arguments").orElseThrow().tree())
                .isInstanceOf(McpException.class);
    }

    @Test
    void slicesOfNestedValuesAreExact() {
        Json json = Json.parse("[{\"name\":\"a\",\"s\":{\"t\":[1,2]}},{\"name\":\"b\"}]");

        List<Json> elements = json.elements();

        assertThat(elements).hasSize(2);
        assertThat(elements.get(0).get("s").orElseThrow()).hasToString("{\"t\":[1,2]}");
        assertThat(elements.get(1).text("name")).contains("b");
        assertThat(json.map(e -> e.without("s")))
                .hasToString("[{\"name\":\"a\"},{\"name\":\"b\"}]");
    }

    @Test
    void bigNumbersAreNotRounded() {
        assertThat(Json.parse("9007199254740993").asLong()).contains(9007199254740993L);
        assertThat(Json.parse("1.5").asLong()).isEmpty();
        assertThat(Json.of(Json.parse("[12345678901234567890.123456789012345678]").tree()))
                .hasToString("[12345678901234567890.123456789012345678]");
    }
}
