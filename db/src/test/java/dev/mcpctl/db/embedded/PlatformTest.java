package dev.mcpctl.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.api.problem.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
    @ParameterizedTest
    @CsvSource({"Mac OS X,aarch64,Linux", "Windows 11,amd64,Linux", "Linux,riscv64,x86-64"})
    void elsewhereTheWayOutIsNamed(String system, String machine, String needed) {
        assertThatThrownBy(() -> Platform.of(system, machine))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(needed)
                .hasMessageContaining("MCPD_DATABASE_URL");
    }

    @Test
    void theArchiveOfThisMachineIsOnTheClassPath() {
        assertThat(Platform.class.getResource("/" + Platform.current().archive())).isNotNull();
    }
}
