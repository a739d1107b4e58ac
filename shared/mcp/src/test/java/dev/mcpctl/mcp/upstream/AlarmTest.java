package dev.mcpctl.mcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.mcp.exchange.Deadline;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

@Timeout(60)
class AlarmTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();

    @Test
    void ringsOnceAtItsTimeThoughALaterOneWasSetBefore() throws Exception {
        AtomicInteger rings = new AtomicInteger();
        try (var _ = Alarm.set(in(HOUR), () -> {})) {
            long start = System.nanoTime();
            long due = start + Duration.ofMillis(50).toNanos();
            CountDownLatch rung = new CountDownLatch(1);
            try (var _ =
                    Alarm.set(
                            () -> due,
                            () -> {
                                rings.incrementAndGet();
                                rung.countDown();
                            })) {
                rung.await();
                assertThat(System.nanoTime()).isGreaterThanOrEqualTo(due);
                lookAgain();
            }
        }
        assertThat(rings).hasValue(1);
    }

    @Test
    void oneThatWasTakenBackDoesNotRing() throws Exception {
        AtomicInteger rings = new AtomicInteger();
        AtomicLong due = new AtomicLong(System.nanoTime() + HOUR);
        Alarm.set(due::get, rings::incrementAndGet).close();

        due.set(System.nanoTime());
        lookAgain();

        assertThat(rings).hasValue(0);
    }

    @Test
    void aTimeThatHasMovedOnIsWaitedFor() throws Exception {
        long first = System.nanoTime() + Duration.ofMillis(20).toNanos();
        long later = first + Duration.ofMillis(100).toNanos();
        AtomicLong rang = new AtomicLong();
        CountDownLatch rung = new CountDownLatch(1);
        try (var _ =
                Alarm.set(
                        () -> System.nanoTime() - first < 0 ? first : later,
                        () -> {
                            rang.set(System.nanoTime());
                            rung.countDown();
                        })) {
            rung.await();
        }
        assertThat(rang.get() - later).isNotNegative();
    }

    @Test
    void whatIsLeftCountedFromThePresentComesToItsEnd() throws Exception {
        Deadline deadline = Deadline.after(Duration.ofMillis(20));
        CountDownLatch rung = new CountDownLatch(1);
        try (var _ =
                Alarm.set(
                        () -> System.nanoTime() + deadline.remaining().toNanos(),
                        rung::countDown)) {
            assertThat(rung.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void manySetAtOnceByManyThreadsAllRing() throws Exception {
        CountDownLatch rung = new CountDownLatch(2000);
        List<Thread> threads =
                IntStream.range(0, 20)
                        .mapToObj(_ ->
                                Thread.startVirtualThread(() -> {
                                    for (int i = 0; i < 100; i++) {
                                        Alarm _ = Alarm.set(in(i * 100_000L), rung::countDown);
                                    }
                                }))
                        .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        rung.await();
    }

    @Test
    void oneThatFailsStopsNoOther() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        try (var _ =
                Alarm.set(
                        in(0),
                        () -> {
                            failed.countDown();
                            throw new IllegalStateException("for this test");
                        })) {
            failed.await();
        }

        lookAgain();
    }

    /** Returns when all that was due before has been rung. */
    private static void lookAgain() throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            CountDownLatch looked = new CountDownLatch(1);
            try (var _ = Alarm.set(in(0), looked::countDown)) {
                looked.await();
            }
        }
    }

    private static LongSupplier in(long nanos) {
        long due = System.nanoTime() + nanos;
        return () -> due;
    }
}
