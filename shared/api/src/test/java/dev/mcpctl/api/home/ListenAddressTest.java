package dev.mcpctl.api.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.api.problem.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

class ListenAddressTest {
    @Test
    void bothListenOnLoopbackByDefault() {
        assertThat(ListenAddress.ofMcpd(Map.of()))
                .isEqualTo(new ListenAddress("127.0.0.1", 3000, "MCPD_PORT"));
        assertThat(ListenAddress.ofMcplocal(Map.of("MCPLOCAL_PORT", "", "MCPLOCAL_HOST", "")))
                .isEqualTo(new ListenAddress("127.0.0.1", 3200, "MCPLOCAL_PORT"));
    }

    @Test
    void variablesMoveThem() {
        assertThat(ListenAddress.ofMcpd(Map.of("MCPD_HOST", "0.0.0.0", "MCPD_PORT", "0")))
                .isEqualTo(new ListenAddress("0.0.0.0", 0, "MCPD_PORT"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "65536", "3000 "})
    void whatIsNoPortIsRefused(String port) {
        assertThatThrownBy(() -> ListenAddress.ofMcpd(Map.of("MCPD_PORT", port)))
                .isInstanceOf(Problem.class)
                .hasMessage("MCPD_PORT: expected a port from 0 to 65535, got \"" + port + "\"");
    }
}
