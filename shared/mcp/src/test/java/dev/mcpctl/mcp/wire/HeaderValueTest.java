package dev.mcpctl.mcp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Mcp-Name and Mcp-Param-* values [2026-07-28 | basic/transports/streamable-http]")
class HeaderValueTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "with blank inside",
                "Lübeck",
                " padded ",
                "a\nb",
                "=?base64?eA==?=",
                "",
                "=?base64?x",
                "✓"
            })
    void whatIsEncodedDecodesToItself(String text) {
        String header = HeaderValue.encode(text);

        assertThat(header.chars()).allMatch(c -> c >= 0x20 && c < 0x7F);
        assertThat(HeaderValue.decode(header)).contains(text);
    }

    @Test
    void theSentinelIsUsedOnlyWhereItIsNeeded() {
        assertThat(HeaderValue.encode("gh_create_issue")).isEqualTo("gh_create_issue");
        assertThat(HeaderValue.encode("Lübeck")).isEqualTo("=?base64?TMO8YmVjaw==?=");
    }

    @Test
    void theEmptyTextIsUnderstoodInBothSpellings() {
        assertThat(HeaderValue.decode("")).contains("");
        assertThat(HeaderValue.decode("=?base64??=")).contains("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=?base64?SGVs!!!bG8=?=", "=?base64?SGVsbG8?=", "=?base64?/w==?="})
    void whatIsMarkedAndCannotBeDecodedIsNothing(String header) {
        assertThat(HeaderValue.decode(header)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"=?BASE64?eA==?=", "=?base64?eA==", "eA==?="})
    void halfAMarkOrOneInCapitalsIsLiteral(String header) {
        assertThat(HeaderValue.decode(header)).contains(header);
    }
}
