package dev.mcpctl.mcp.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;

import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;

class SubscriptionFilterTest {
    private static Json listenTo(int resources) {
        Json uris =
                Json.array(
                        IntStream.range(0, resources)
                                .mapToObj(i -> Json.of("file:///" + i))
                                .toList());
        return Json.object("notifications", Json.object("resourceSubscriptions", uris));
    }

    @Test
    void aSubscriptionIsAboutABoundedNumberOfResources() {
        assertThat(SubscriptionFilter.of(listenTo(1_000)).resources()).hasSize(1_000);
        assertThatThrownBy(() -> SubscriptionFilter.of(listenTo(1_001)))
                .isInstanceOfSatisfying(
                        McpException.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(-32602))
                .hasMessageContaining("at most 1000 URIs");
    }
}
