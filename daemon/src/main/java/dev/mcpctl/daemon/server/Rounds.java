package dev.mcpctl.daemon.server;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.wire.InputRequired;
import dev.mcpctl.mcp.wire.ModernForm;
import dev.mcpctl.mcp.wire.TaskForm;

import java.util.Optional;

/**
 * Keeps a request that takes several rounds, or a task, at one instance: the name of the one that
 * wants to know something leads the state that its client brings along with the answers, and that
 * of the one that began a task leads the task's id. What the others make of either is up to the
 * server.
 */
final class Rounds {
    private static final char END_OF_NAME = ' ';

    private Rounds() {}

    /** A result as its client takes it along. */
    static Json marked(Json result, Replica replica) {
        if (ModernForm.isComplete(result)) {
            return result;
        }
        String member = TaskForm.isTask(result) ? TaskForm.ID : InputRequired.STATE;
        Optional<String> own = result.text(member);
        return own.isEmpty()
                ? result
                : result.with(member, Json.of(replica.name() + END_OF_NAME + own.get()));
    }

    /** The name of the instance that a call goes back to; empty when it begins. */
    static String instanceOf(Call call) {
        String marked = call.params().text(member(call)).orElse("");
        return marked.substring(0, Math.max(0, marked.indexOf(END_OF_NAME)));
    }

    /** A call that goes back to an instance, with the state that this one gave. */
    static Call unmarked(Call call) {
        String marked = call.params().text(member(call)).orElse("");
        String own = marked.substring(marked.indexOf(END_OF_NAME) + 1);
        return call.withParams(call.params().with(member(call), Json.of(own)));
    }

    /** The param that a client brings along: the state of a call, or the id of a task. */
    private static String member(Call call) {
        return TaskForm.isRequest(call.method()) ? TaskForm.ID : InputRequired.STATE;
    }
}
