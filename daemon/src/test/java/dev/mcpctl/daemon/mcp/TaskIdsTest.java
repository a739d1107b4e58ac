package dev.mcpctl.daemon.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.db.secret.StateSeal;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

class TaskIdsTest {
    private static final Instant NOW = Instant.parse("2026-08-01T12:00:00Z");
    private final StateSeal seal = new StateSeal(new byte[32], "test");

    /** A server whose tasks are kept for a minute, and that shows what it is asked after. */
    private static final class Server implements McpEndpoint {
        @Override
        public Json call(Call call) {
            if (call.method().equals(Methods.TOOLS_CALL)) {
                return Json.parse(
                        "{\"resultType\":\"task\",\"taskId\":\"web-1 42\",\"status\":\"working\",\"ttlMs\":60000}");
            }
            return Json.object("taskId", Json.of("42")).with("asked", call.params());
        }

        @Override
        public Listening listen(Call call, SubscriptionFilter filter, SubscriptionSink sink) {
            throw new AssertionError("nobody listens");
        }
    }

    private McpEndpoint tasks(String server, Instant now) {
        return new TaskIds(server, new Server(), seal, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static Call call(String principal, String method, String taskId) {
        var caller = new Caller(principal, "", Revision.MODERN, false);
        Json params = Json.object("taskId", Json.of(taskId));
        return Call.of(method, params, caller, Duration.ofMinutes(1));
    }

    private String begun() {
        Json task = tasks("bank", NOW).call(call("ada", Methods.TOOLS_CALL, ""));
        return task.text("taskId").orElseThrow();
    }

    private static void assertRefused(McpEndpoint tasks, Call call) {
        assertThatThrownBy(() -> tasks.call(call))
                .isInstanceOfSatisfying(
                        McpException.class,
                        refused ->
                                assertThat(refused.error().code())
                                        .isEqualTo(ErrorCodes.INVALID_PARAMS));
    }

    @Test
    void aTaskIsKnownByOneNameThatTheServerNeverSees() {
        String name = begun();

        Json state = tasks("bank", NOW).call(call("ada", Methods.TASKS_GET, name));

        assertThat(name).doesNotContain("42");
        assertThat(state.text("taskId")).contains(name);
        assertThat(state.get("asked")).contains(Json.parse("{\"taskId\":\"web-1 42\"}"));
    }

    @Test
    @DisplayName("94. a task of one principal is unusable by another, and at another server [REC]")
    void aTaskOfAnotherIsRefused() {
        String name = begun();

        assertRefused(tasks("bank", NOW), call("bob", Methods.TASKS_GET, name));
        assertRefused(tasks("bank", NOW), call("bob", Methods.TASKS_CANCEL, name));
        assertRefused(tasks("shop", NOW), call("ada", Methods.TASKS_GET, name));
        assertRefused(tasks("bank", NOW), call("ada", Methods.TASKS_GET, name + "A"));
        assertRefused(tasks("bank", NOW), call("ada", Methods.TASKS_GET, "42"));
    }

    @Test
    void aTaskIsRefusedOnceItIsNotKeptAnyMore() {
        String name = begun();
        Call later = call("ada", Methods.TASKS_GET, name);

        assertThat(tasks("bank", NOW.plusSeconds(59)).call(later).has("asked")).isTrue();
        assertRefused(tasks("bank", NOW.plusSeconds(60)), later);
    }
}
