package dev.mcpctl.daemon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.wire.Revision;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class RoundsTest {
    @ParameterizedTest
    @CsvSource({
        "tools/call, requestState",
        "tasks/get, taskId",
        "tasks/update, taskId",
        "tasks/cancel, taskId"
    })
    void aCallGoesBackToTheInstanceThatItsStateOrTaskNames(String method, String member) {
        var caller = new Caller("ada", "", Revision.MODERN, false);
        Json params = Json.object(member, Json.of("web-2 its own")).with("a", Json.of(1));
        Call call = Call.of(method, params, caller, Duration.ofMinutes(1));

        assertThat(Rounds.instanceOf(call)).isEqualTo("web-2");
        assertThat(Rounds.unmarked(call).params())
                .isEqualTo(params.with(member, Json.of("its own")));
    }

    @ParameterizedTest
    @CsvSource({"tools/call, taskId", "tasks/get, requestState"})
    void whatElseACallBringsNamesNone(String method, String member) {
        var caller = new Caller("ada", "", Revision.MODERN, false);
        Json params = Json.object(member, Json.of("web-2 its own"));

        assertThat(Rounds.instanceOf(Call.of(method, params, caller, Duration.ofMinutes(1))))
                .isEmpty();
    }
}
