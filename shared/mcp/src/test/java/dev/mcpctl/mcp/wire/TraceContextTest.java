package dev.mcpctl.mcp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.mcp.message.Json;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

class TraceContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final Json STATE = Json.of("vendor=1");

    @ParameterizedTest
    @DisplayName("100. the trace goes on with a span of our own [2026-07-28 | basic]")
    @CsvSource({
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, 01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00, 00",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-of-the-future, 01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, 01"
    })
    void aChild(String parent, String flags) {
        Map<String, Json> next =
                TraceContext.reparented(
                        Map.of("traceparent", Json.of(parent), "tracestate", STATE));

        String child = next.getOrDefault("traceparent", Json.nothing()).asText();
        assertThat(child).matches("00-" + TRACE + "-[0-9a-f]{16}-" + flags);
        assertThat(child).doesNotContain("00f067aa0ba902b7").doesNotContain("0000000000000000");
        assertThat(next).containsEntry("tracestate", STATE);
    }

    @ParameterizedTest
    @DisplayName(
            "100. what is not W3C-valid goes no further, nor does its state [2026-07-28 | basic]")
    @ValueSource(
            strings = {
                "00-a-b-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                ""
            })
    void notValid(String parent) {
        Map<String, Json> meta =
                Map.of(
                        "traceparent", Json.of(parent),
                        "tracestate", STATE,
                        "com.example/x", Json.of(1));

        assertThat(TraceContext.reparented(meta)).containsOnlyKeys("com.example/x");
    }

    @Test
    void whatIsNoTraceStaysAsItIs() {
        Map<String, Json> meta = Map.of("com.example/x", Json.of(1));

        assertThat(TraceContext.reparented(meta)).isSameAs(meta);
        assertThat(TraceContext.reparented(Map.of("tracestate", STATE))).isEmpty();
    }
}
