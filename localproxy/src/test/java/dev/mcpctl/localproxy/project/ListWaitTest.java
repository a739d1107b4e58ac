package dev.mcpctl.localproxy.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

final class ListWaitTest {
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final long MILLIS = 1_000_000;

    private final long now = System.nanoTime();

    private long millisLeft(ListWait... waits) {
        return ListWait.nanosLeft(List.of(waits), now, PATIENCE, FIRST) / MILLIS;
    }

    private ListWait known(long millisAgo) {
        return new ListWait(false, 0, true, now - millisAgo * MILLIS);
    }

    private ListWait pending(long millisAgo) {
        return new ListWait(true, now - millisAgo * MILLIS, false, 0);
    }

    private ListWait renewing(long millisAgo) {
        return new ListWait(true, now - millisAgo * MILLIS, true, now - 60_000 * MILLIS);
    }

    @Test
    void withoutAnythingPendingNobodyWaits() {
        assertThat(millisLeft(known(10))).isZero();
        assertThat(millisLeft()).isZero();
    }

    @Test
    void aFirstListHoldsBackTheOthersForAMomentOnly() {
        assertThat(millisLeft(known(10_000), pending(1_000))).isBetween(100L, 200L);
    }

    @Test
    void aServerThatHasBeenAwaitedForLongHoldsBackNobody() {
        assertThat(millisLeft(known(10_000), pending(6_000))).isNotPositive();
    }

    @Test
    void withNothingToShowTheFirstListIsWaitedFor() {
        assertThat(millisLeft(pending(1_000), pending(0))).isBetween(4_500L, 5_000L);
    }

    @Test
    void anOldListStandsInForOneThatIsBeingRenewed() {
        assertThat(millisLeft(renewing(50))).isBetween(50L, 150L);
        assertThat(millisLeft(renewing(500))).isNotPositive();
    }
}
