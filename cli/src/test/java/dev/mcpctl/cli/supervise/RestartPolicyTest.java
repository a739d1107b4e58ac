package dev.mcpctl.cli.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class RestartPolicyTest {
    private final RestartPolicy policy = new RestartPolicy();

    @Test
    void theFirstRestartComesAtOnceAndLaterOnesAfterGrowingPauses() {
        List<Long> pauses = new ArrayList<>();

        for (int death = 0; death < 4; death++) {
            policy.afterDeath(seconds(death)).ifPresent(pause -> pauses.add(pause.toMillis()));
        }

        assertThat(pauses).containsExactly(0L, 500L, 1000L, 2000L);
    }

    @Test
    void theFifthDeathWithinAMinuteIsTheLast() {
        for (int death = 0; death < 4; death++) {
            policy.afterDeath(seconds(death));
        }

        Optional<Duration> fifth = policy.afterDeath(seconds(59));

        assertThat(fifth).isEmpty();
    }

    @Test
    void deathsOlderThanAMinuteDoNotCount() {
        for (int death = 0; death < 4; death++) {
            policy.afterDeath(seconds(death));
        }

        Optional<Duration> later = policy.afterDeath(seconds(100));

        assertThat(later).contains(Duration.ZERO);
    }

    @Test
    void aRefusalIsTriedAgainWithGrowingPausesUntilItRuns() {
        Duration first = policy.afterRefusal();
        Duration second = policy.afterRefusal();
        policy.noteRunning();
        Duration afterRunning = policy.afterRefusal();

        assertThat(second).isEqualTo(first.multipliedBy(2));
        assertThat(afterRunning).isEqualTo(first);
    }

    private static long seconds(int count) {
        return Duration.ofSeconds(count).toNanos();
    }
}
