package dev.mcpctl.daemon.server;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.wire.InputRequired;
import dev.mcpctl.mcp.wire.ModernForm;

import java.util.Optional;

/**
 * Keeps a request that takes several rounds at one instance: the name of the one that wants to know
 * something leads the state that its client brings along with the answers. What the others make of
 * such a state is up to the server.
 */
final class Rounds {
    private static final char END_OF_NAME = ' ';

    private Rounds() {}

    /** A result as its client takes it along. */
    static Json marked(Json result, Replica replica) {
        if (ModernForm.isComplete(result)) {
            return result;
        }
        Optional<String> state = result.text(InputRequired.STATE);
        return state.isEmpty()
                ? result
                : result.with(
                        InputRequired.STATE, Json.of(replica.name() + END_OF_NAME + state.get()));
    }

    /** The name of the instance that a call goes back to; empty when it begins. */
    static String instanceOf(Call call) {
        String marked = call.params().text(InputRequired.STATE).orElse("");
        return marked.substring(0, Math.max(0, marked.indexOf(END_OF_NAME)));
    }

    /** A call that goes back to an instance, with the state that this one gave. */
    static Call unmarked(Call call) {
        String marked = call.params().text(InputRequired.STATE).orElse("");
        String own = marked.substring(marked.indexOf(END_OF_NAME) + 1);
        return call.withParams(call.params().with(InputRequired.STATE, Json.of(own)));
    }
}
