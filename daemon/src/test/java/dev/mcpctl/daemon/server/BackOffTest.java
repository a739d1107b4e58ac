package dev.mcpctl.daemon.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class BackOffTest {
    @Test
    void theFirstRestartIsImmediateThenItDoublesFromTenSecondsToFiveMinutes() {
        List<Long> seconds = new ArrayList<>();
        BackOff backOff = BackOff.NONE;
        for (int i = 0; i < 9; i++) {
            backOff = backOff.failed();
            seconds.add(backOff.afterCrash().toSeconds());
        }

        assertThat(seconds).containsExactly(0L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
    }

    @Test
    void tenGoodMinutesWipeOutWhatWasBefore() {
        BackOff tired = new BackOff(5);

        assertThat(tired.ranFor(Duration.ofSeconds(599))).isEqualTo(tired);
        assertThat(tired.ranFor(Duration.ofMinutes(10))).isEqualTo(BackOff.NONE);
    }

    @Test
    void whatIsMissingIsNotLookedForAtOnce() {
        assertThat(new BackOff(1).afterFailedStart()).isEqualTo(Duration.ofSeconds(10));
        assertThat(new BackOff(40).afterFailedStart()).isEqualTo(Duration.ofMinutes(5));
        assertThat(new BackOff(1).afterUnreachable()).isEqualTo(Duration.ofSeconds(1));
        assertThat(new BackOff(40).afterUnreachable()).isEqualTo(Duration.ofSeconds(30));
    }
}
