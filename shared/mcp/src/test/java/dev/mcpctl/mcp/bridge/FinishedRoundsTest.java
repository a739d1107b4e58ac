package dev.mcpctl.mcp.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

class FinishedRoundsTest {
    private final AtomicInteger done = new AtomicInteger();
    private final FinishedRounds rounds = new FinishedRounds();

    private static Call call(String principal, String params) {
        return Call.of(
                Methods.TOOLS_CALL,
                Json.parse(params),
                new Caller(principal, "", Revision.MODERN, false),
                Duration.ofMinutes(1));
    }

    private static Call call(String answer) {
        return call("ada", "{\"requestState\":\"s\",\"inputResponses\":{\"q1\":" + answer + "}}");
    }

    private Json round() {
        return Json.of(done.incrementAndGet());
    }

    @Test
    @DisplayName(
            "a client that lost the result of its retry gets it by the same retry, and nothing runs twice")
    void theSameRequestGetsTheSameResult() {
        assertThat(rounds.once(call("{}"), this::round)).isEqualTo(Json.of(1));
        assertThat(rounds.once(call("{}"), this::round)).isEqualTo(Json.of(1));

        assertThat(done).hasValue(1);
    }

    @Test
    void anotherRequestDoesNotGetIt() {
        Json _ = rounds.once(call("{}"), this::round);

        for (Call other :
                new Call[] {
                    call("{\"action\":\"accept\"}"),
                    call("bob", "{\"requestState\":\"s\",\"inputResponses\":{\"q1\":{}}}")
                }) {
            assertThatThrownBy(() -> rounds.once(other, this::round))
                    .isInstanceOf(McpException.class)
                    .hasMessageContaining("start over");
        }
        assertThat(done).hasValue(1);
    }

    @Test
    void whoComesWhileItIsBeingDoneWaitsForIt() throws Exception {
        var mayEnd = new CountDownLatch(1);
        var hasBegun = new CountDownLatch(1);

        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Json> first =
                    callers.submit(() ->
                            rounds.once(
                                    call("{}"),
                                    () -> {
                                        hasBegun.countDown();
                                        try {
                                            mayEnd.await();
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                        return round();
                                    }));
            hasBegun.await();
            Future<Json> second = callers.submit(() -> rounds.once(call("{}"), this::round));
            mayEnd.countDown();

            assertThat(first.get()).isEqualTo(Json.of(1));
            assertThat(second.get()).isEqualTo(Json.of(1));
        }
    }

    @Test
    void whatWasGivenUpIsNotKept() {
        assertThatThrownBy(() ->
                        rounds.once(
                                call("{}"),
                                () -> {
                                    throw new CancelledException("gone");
                                }))
                .isInstanceOf(CancelledException.class);

        assertThat(rounds.once(call("{}"), this::round)).isEqualTo(Json.of(1));
    }

    @Test
    void whatIsTooLargeIsNotKept() {
        Json large = Json.of("x".repeat(FinishedRounds.MAX_KEPT_BYTES));
        assertThat(rounds.once(call("{}"), () -> large)).isEqualTo(large);

        assertThat(rounds.once(call("{}"), this::round)).isEqualTo(Json.of(1));
    }

    @Test
    void itIsKeptForAShortTime() {
        var brief = new FinishedRounds(Duration.ofMillis(20));
        Json _ = brief.once(call("{}"), this::round);

        await().until(() -> brief.once(call("{}"), this::round).equals(Json.of(2)));
    }
}
