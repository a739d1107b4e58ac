package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.bridge.ParkedCall;
import dev.mcpctl.mcp.bridge.ParkedCalls;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.wire.InputRequired;
import dev.mcpctl.mcp.wire.ModernForm;
import dev.mcpctl.mcp.wire.Question;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Calls of one connection to a server of the handshake era, which asks by requests of its own, in
 * the form of 2026-07-28: a question ends the call for its client, who comes back with the answer;
 * at the server the call is parked meanwhile. Any thread.
 */
final class LegacyRounds implements AutoCloseable {
    /** Questions come one at a time, so one key is enough. */
    private static final String KEY = "q1";

    static final int MAX_PARKED = 64; // each may hold a connection of its own
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final String server;
    private final LegacyForm form;
    private final Lane lane;
    private final ParkedCalls<Waiting> parked = new ParkedCalls<>(MAX_PARKED, PATIENCE);

    LegacyRounds(String server, LegacyForm form, UpstreamSettings settings) {
        this.server = server;
        this.form = form;
        this.lane = Lane.of(server, settings);
    }

    /** A call, and what its server wants to know before it goes on. */
    private record Waiting(OpenCall open, Request request, Question question)
            implements ParkedCall {
        @Override
        public void abandon(String reason) {
            open.answer(ServerRequests.withdrawn(request));
            open.abandon(reason);
        }
    }

    /**
     * The result of a call, or what the server asks first.
     *
     * @param sending sends the call, when it is its turn; not asked for a call that comes back
     */
    Json request(Call call, Supplier<OpenCall> sending) {
        if (!ModernForm.mayNeedInput(call.method())) {
            return next(call, sending.get());
        }
        // A call that waits for its client is in nobody's way: it may never come back.
        try (Lane.Turn _ = lane.enter(call)) {
            return call.params().has(InputRequired.STATE)
                    ? resumed(call)
                    : next(call, sending.get());
        }
    }

    private Json next(Call call, OpenCall open) {
        Json lacking = null;
        while (true) {
            try {
                Json result = form.result(call, open.await(call));
                boolean hasFailed = result.get("isError").filter(Json::isTrue).isPresent();
                if (lacking != null && hasFailed) {
                    throw lacks(lacking);
                }
                return result;
            } catch (AskedException asked) {
                Question question =
                        Question.ofHandshake(asked.question().method(), asked.question().params());
                Optional<Json> lacks = question.lackingIn(call.meta().clientCapabilities());
                if (lacks.isEmpty()) {
                    return asked(call, new Waiting(open, asked.question(), question));
                }
                // The server may get along without; what it says then counts.
                open.answer(ServerRequests.undeclared(asked.question()));
                lacking = lacks.get();
            } catch (CancelledException givenUp) {
                throw givenUp;
            } catch (McpException failed) {
                throw lacking == null ? failed : lacks(lacking);
            }
        }
    }

    private McpException lacks(Json capability) {
        return new McpException(
                new JsonRpcError(
                        ErrorCodes.MISSING_CLIENT_CAPABILITY,
                        "server \""
                                + server
                                + "\" asks for something that this client does not offer: "
                                + capability,
                        Json.object("requiredCapabilities", capability)));
    }

    /**
     * Goes on with a call whose client comes back.
     *
     * @throws McpException {@code -32602} when it does not wait any more
     */
    private Json resumed(Call call) {
        Waiting waiting = parked.resume(call);
        Optional<Json> answer =
                call.params().get(InputRequired.RESPONSES).flatMap(all -> all.get(KEY));
        if (answer.isEmpty() || !waiting.question().isAnsweredBy(answer.get())) {
            return asked(call, waiting);
        }
        Json own = form.answer(waiting.question(), answer.get());
        waiting.open().answer(new Success(waiting.request().id(), own));
        return next(call, waiting.open());
    }

    private Json asked(Call call, Waiting waiting) {
        String state = parked.park(call, waiting);
        return new InputRequired(Map.of(KEY, waiting.question()), state).json();
    }

    @Override
    public void close() {
        parked.close();
    }
}
