package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.bridge.FinishedRounds;
import dev.mcpctl.mcp.bridge.ParkedCall;
import dev.mcpctl.mcp.bridge.ParkedCalls;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.wire.InputRequired;
import dev.mcpctl.mcp.wire.ModernForm;
import dev.mcpctl.mcp.wire.Question;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Calls of one connection to a server of the handshake era, which asks by requests of its own, in
 * the form of 2026-07-28: questions end the call for its client, who comes back with the answers;
 * at the server the call is parked meanwhile. Any thread.
 */
final class LegacyRounds implements AutoCloseable {
    static final int MAX_PARKED = 64; // each may hold a connection of its own
    static final int MAX_PARKED_OF_ONE = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    /** What a server asks so soon after it has asked something goes to the client together. */
    private static final Duration TOGETHER = Duration.ofMillis(30);

    private static final int MAX_TOGETHER = 16;

    private final String server;
    private final LegacyForm form;
    private final Lane lane;
    private final EarlyQuestions early;
    private final ParkedCalls<Waiting> parked =
            new ParkedCalls<>(MAX_PARKED, MAX_PARKED_OF_ONE, PATIENCE);
    private final FinishedRounds finished = new FinishedRounds();

    LegacyRounds(String server, LegacyForm form, UpstreamSettings settings, EarlyQuestions early) {
        this.server = server;
        this.form = form;
        this.lane = Lane.of(server, settings);
        this.early = early;
    }

    /** One thing that the server wants to know, and how it asked for it. */
    private record Asked(Request request, Question question) {
        static Asked of(Request request) {
            return new Asked(request, Question.ofHandshake(request.method(), request.params()));
        }
    }

    /** A call, and what its server wants to know before it goes on, by the client's keys. */
    private record Waiting(OpenCall open, Map<String, Asked> asked) implements ParkedCall {
        @Override
        public void abandon(String reason) {
            asked.values().forEach(each -> open.answer(ServerRequests.withdrawn(each.request())));
            open.abandon(reason);
        }
    }

    /** A call that is sent when somebody waits for it. Used by one thread at a time. */
    private static final class Unsent implements OpenCall {
        private final Supplier<OpenCall> sending;
        private final EarlyQuestions early;
        private volatile @Nullable OpenCall sent;

        Unsent(Supplier<OpenCall> sending, EarlyQuestions early) {
            this.sending = sending;
            this.early = early;
        }

        @Override
        public Response await(Call call) {
            OpenCall open = sent;
            if (open == null) {
                open = sending.get();
                sent = open;
            }
            return open.await(call);
        }

        @Override
        public Optional<Request> another(Duration window) {
            OpenCall open = sent;
            return open == null ? Optional.empty() : open.another(window);
        }

        @Override
        public void park() {
            OpenCall open = sent;
            if (open != null) {
                open.park();
            }
        }

        @Override
        public void unpark() {
            OpenCall open = sent;
            if (open != null) {
                open.unpark();
            }
        }

        @Override
        public void answer(Response response) {
            early.answer(response);
        }

        @Override
        public void abandon(String reason) {
            OpenCall open = sent;
            if (open != null) {
                open.abandon(reason);
            }
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
        if (call.params().has(InputRequired.STATE)) {
            return finished.once(call, () -> inTurn(call, () -> resumed(call)));
        }
        return inTurn(
                call,
                () -> {
                    List<Request> before = early.take();
                    return before.isEmpty()
                            ? next(call, sending.get())
                            : first(call, new Unsent(sending, early), before);
                });
    }

    /** A call that waits for its client is in nobody's way: it may never come back. */
    private Json inTurn(Call call, Supplier<Json> round) {
        try (Lane.Turn _ = lane.enter(call)) {
            return round.get();
        }
    }

    /** What the server asked before there was a call is asked before the call is sent. */
    private Json first(Call call, OpenCall open, List<Request> before) {
        var asked = new LinkedHashMap<String, Asked>();
        for (Request each : before) {
            Asked next = Asked.of(each);
            if (lackingFor(next, call).isEmpty()) {
                asked.put(key(asked), next);
            } else {
                open.answer(ServerRequests.undeclared(each));
            }
        }
        return asked.isEmpty() ? next(call, open) : asked(call, new Waiting(open, asked));
    }

    private static String key(Map<String, Asked> before) {
        return "q" + (before.size() + 1);
    }

    private static Optional<Json> lackingFor(Asked asked, Call call) {
        return asked.question().lackingIn(call.meta().clientCapabilities());
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
            } catch (AskedException first) {
                var asked = new LinkedHashMap<String, Asked>();
                for (@Nullable Request each = first.question();
                        each != null;
                        each = further(open, asked.size())) {
                    Asked next = Asked.of(each);
                    Optional<Json> lacks = lackingFor(next, call);
                    if (lacks.isEmpty()) {
                        asked.put(key(asked), next);
                    } else {
                        // The server may get along without; what it says then counts.
                        open.answer(ServerRequests.undeclared(each));
                        lacking = lacks.get();
                    }
                }
                if (!asked.isEmpty()) {
                    return asked(call, new Waiting(open, asked));
                }
                open.unpark();
            } catch (CancelledException givenUp) {
                throw givenUp;
            } catch (McpException failed) {
                throw lacking == null ? failed : lacks(lacking);
            }
        }
    }

    private static @Nullable Request further(OpenCall open, int count) {
        return count < MAX_TOGETHER ? open.another(TOGETHER).orElse(null) : null;
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

    /** What was not answered is asked again; the server waits until it has all. */
    private Json resumed(Call call) {
        Waiting waiting = parked.resume(call);
        Json answers = call.params().get(InputRequired.RESPONSES).orElse(Json.object());
        var answered = new LinkedHashMap<Asked, Json>();
        var missing = new LinkedHashMap<String, Asked>();
        waiting.asked()
                .forEach((key, asked) ->
                        answers.get(key)
                                .filter(asked.question()::isAnsweredBy)
                                .ifPresentOrElse(
                                        answer -> answered.put(asked, answer),
                                        () -> missing.put(key, asked)));
        OpenCall open = waiting.open();
        if (missing.isEmpty()) {
            open.unpark(); // before the server can ask on
        }
        answered.forEach((asked, answer) ->
                open.answer(
                        new Success(asked.request().id(), form.answer(asked.question(), answer))));
        return missing.isEmpty() ? next(call, open) : asked(call, new Waiting(open, missing));
    }

    private Json asked(Call call, Waiting waiting) {
        if (call.cancellation().isCancelled()) {
            waiting.abandon(call.cancellation().reason());
            throw new CancelledException(call.cancellation().reason());
        }
        waiting.open().park();
        String state = parked.park(call, waiting);
        var questions = new LinkedHashMap<String, Question>();
        waiting.asked().forEach((key, asked) -> questions.put(key, asked.question()));
        return new InputRequired(questions, state).json();
    }

    @Override
    public void close() {
        parked.close();
        finished.close();
    }
}
