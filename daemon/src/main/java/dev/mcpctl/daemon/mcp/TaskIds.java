package dev.mcpctl.daemon.mcp;

import dev.mcpctl.db.secret.StateSeal;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.wire.HeaderParam;
import dev.mcpctl.mcp.wire.TaskForm;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * A server whose tasks clients know by names of ours: sealed, so that a name is good for the
 * principal whose call began the task, at this server, and as long as the server keeps it. A server
 * behind a shared account cannot tell our users apart, so that what it binds a task to is worth
 * nothing here.
 */
final class TaskIds implements McpEndpoint {
    private static final char END_OF_EXPIRY = ' ';
    private static final long NEVER = Long.MAX_VALUE;

    private final String server;
    private final McpEndpoint endpoint;
    private final StateSeal seal;
    private final Clock clock;

    TaskIds(String server, McpEndpoint endpoint, StateSeal seal, Clock clock) {
        this.server = server;
        this.endpoint = endpoint;
        this.seal = seal;
        this.clock = clock;
    }

    @Override
    public Json call(Call call) {
        if (TaskForm.isRequest(call.method())) {
            return about(call);
        }
        Json result = endpoint.call(call);
        return TaskForm.isTask(result) ? begun(call, result) : result;
    }

    private Json begun(Call call, Json task) {
        String id =
                task.text(TaskForm.ID)
                        .orElseThrow(() ->
                                McpException.upstream(
                                        server,
                                        "server \"" + server + "\" began a task without an id"));
        long until =
                task.get("ttlMs")
                        .flatMap(Json::asLong)
                        .map(millis -> clock.millis() + Math.max(0, millis))
                        .orElse(NEVER);
        String sealed = seal.seal(until + "" + END_OF_EXPIRY + id, context(call));
        return task.with(TaskForm.ID, Json.of(sealed));
    }

    private Json about(Call call) {
        Json name = call.params().get(TaskForm.ID).orElse(Json.nothing());
        String id =
                seal.open(name.asText(), context(call))
                        .flatMap(this::unexpired)
                        // Nobody learns which of the reasons it was.
                        .orElseThrow(
                                () -> McpException.invalidParams("taskId: there is no such task"));
        Call own = call.withParams(call.params().with(TaskForm.ID, Json.of(id)));
        Json result = endpoint.call(own);
        return result.has(TaskForm.ID) ? result.with(TaskForm.ID, name) : result;
    }

    private Optional<String> unexpired(String dated) {
        int end = dated.indexOf(END_OF_EXPIRY);
        return clock.millis() < Long.parseLong(dated, 0, end, 10)
                ? Optional.of(dated.substring(end + 1))
                : Optional.empty();
    }

    private String context(Call call) {
        return "task " + server + " " + call.caller().principal();
    }

    @Override
    public Listening listen(Call call, SubscriptionFilter filter, SubscriptionSink sink) {
        return endpoint.listen(call, filter, sink);
    }

    @Override
    public List<HeaderParam> headerParams(Call call) {
        return endpoint.headerParams(call);
    }

    @Override
    public void forget(Caller caller) {
        endpoint.forget(caller);
    }
}
