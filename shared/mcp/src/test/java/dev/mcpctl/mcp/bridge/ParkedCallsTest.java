package dev.mcpctl.mcp.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.InputRequired;
import dev.mcpctl.mcp.wire.Revision;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

class ParkedCallsTest {
    private final List<String> abandoned = new CopyOnWriteArrayList<>();
    private final ParkedCalls<ParkedCall> calls = new ParkedCalls<>(3, 2, Duration.ofMinutes(1));

    private static Call call(String principal, String method, String state) {
        return Call.of(
                method,
                Json.object(InputRequired.STATE, Json.of(state)),
                new Caller(principal, "", Revision.MODERN, false),
                Duration.ofMinutes(1));
    }

    private static Call call(String state) {
        return call("ada", Methods.TOOLS_CALL, state);
    }

    private static void assertStartOver(ThrowingCallable resumed) {
        assertThatThrownBy(resumed)
                .isInstanceOfSatisfying(
                        McpException.class,
                        refused ->
                                assertThat(refused.error().code())
                                        .isEqualTo(ErrorCodes.INVALID_PARAMS));
    }

    @Test
    void aStateIsGoodForOneReturn() {
        ParkedCall parked = abandoned::add;
        String state = calls.park(call(""), parked);

        assertThat(calls.resume(call(state))).isSameAs(parked);
        assertStartOver(() -> calls.resume(call(state)));
        assertThat(abandoned).isEmpty();
    }

    @Test
    @DisplayName("94. nobody comes back for the call of another [best practices; REC]")
    void nobodyComesBackForTheCallOfAnother() {
        String state = calls.park(call(""), abandoned::add);

        assertStartOver(() -> calls.resume(call("bob", Methods.TOOLS_CALL, state)));
        assertStartOver(() -> calls.resume(call("ada", Methods.PROMPTS_GET, state)));
        assertStartOver(() -> calls.resume(call(state + "x")));
        assertStartOver(() -> calls.resume(call("")));
        assertThat(calls.size()).isEqualTo(1);
    }

    @Test
    void aCallThatNobodyComesBackForIsGivenUp() {
        var impatient = new ParkedCalls<>(2, 2, Duration.ofMillis(20));

        String state = impatient.park(call(""), abandoned::add);

        await().until(() -> abandoned.size() == 1);
        assertThat(abandoned).containsExactly("its client did not come back");
        assertStartOver(() -> impatient.resume(call(state)));
    }

    @Test
    void moreThanThereIsRoomForAreGivenUpAtOnce() {
        String _ = calls.park(call(""), abandoned::add);
        String second = calls.park(call(""), abandoned::add);

        assertThatThrownBy(() -> calls.park(call(""), abandoned::add))
                .isInstanceOf(McpException.class)
                .hasMessageContaining("more than 2 calls of this user");

        assertThat(abandoned).hasSize(1);
        String _ = calls.park(call("bob", Methods.TOOLS_CALL, ""), abandoned::add);
        assertThatThrownBy(() -> calls.park(call("eve", Methods.TOOLS_CALL, ""), abandoned::add))
                .isInstanceOf(McpException.class)
                .hasMessageContaining("more than 3 calls");
        assertThat(calls.resume(call(second))).isNotNull();
    }

    @Test
    void closingGivesUpAllAndWhatComesLater() {
        String _ = calls.park(call(""), abandoned::add);

        calls.close();
        calls.close();

        assertThat(abandoned).hasSize(1);
        assertThatThrownBy(() -> calls.park(call(""), abandoned::add))
                .isInstanceOf(McpException.class);
        assertThat(abandoned).hasSize(2);
        assertThat(calls.size()).isZero();
    }
}
