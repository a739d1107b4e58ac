package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.wire.Dialects;
import dev.mcpctl.mcp.wire.InputRequired;
import dev.mcpctl.mcp.wire.ModernForm;
import dev.mcpctl.mcp.wire.Question;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * An endpoint as a client of the handshake era knows one: what it wants to know before it answers
 * is asked of the client, and the request made again with the answers, until its result is
 * complete. For one request, on its thread.
 */
final class InputRounds implements McpEndpoint {
    private static final int MAX_ROUNDS = 10;
    private static final int MAX_QUESTIONS = 32;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final McpEndpoint endpoint;
    private final FaceSettings settings;
    private final OpenQuestions open;
    private final ClientChannel client;
    private Duration pause = FIRST_PAUSE;

    InputRounds(
            McpEndpoint endpoint, FaceSettings settings, OpenQuestions open, ClientChannel client) {
        this.endpoint = endpoint;
        this.settings = settings;
        this.open = open;
        this.client = client;
    }

    @Override
    public Json call(Call call) {
        Json result = endpoint.call(call);
        return ModernForm.needsInput(result) ? completed(call, result) : result;
    }

    private Json completed(Call call, Json incomplete) {
        var urls = new AskedUrls(client);
        Json result = incomplete;
        for (int round = 1; ModernForm.needsInput(result); round++) {
            InputRequired required = InputRequired.of(result);
            if (round > MAX_ROUNDS || required.questions().size() > MAX_QUESTIONS) {
                throw new UnanswerableException("The server asks for more and more.");
            }
            try {
                if (required.questions().isEmpty() || urls.areAskedAgain(required)) {
                    pause();
                }
                urls.expect(required);
                Map<String, Json> answers = answers(call, required, urls);
                result =
                        endpoint.call(
                                call.withParams(required.retried(call.params(), answers))
                                        .withDeadline(Deadline.after(settings.callLimit())));
            } catch (InterruptedException givenUp) {
                throw new CancelledException(call.cancellation().reason());
            }
        }
        urls.done();
        return result;
    }

    /** Longer every time; it is the server that has to get on. */
    private void pause() throws InterruptedException {
        Thread.sleep(pause);
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }

    /** Asks everything at once, and waits for all of it. */
    private Map<String, Json> answers(Call call, InputRequired required, AskedUrls urls)
            throws InterruptedException {
        Map<String, OpenQuestions.Asked> asked = new LinkedHashMap<>();
        Map<String, Json> answers = new LinkedHashMap<>();
        try {
            for (var each : required.questions().entrySet()) {
                Question question = urls.named(understood(call, each.getValue()));
                asked.put(each.getKey(), open.ask(client, question));
            }
            Deadline patience = Deadline.after(settings.questionLimit());
            for (var each : asked.entrySet()) {
                OpenQuestions.Asked question = each.getValue();
                Json answer = Answers.of(question.question(), question.answer(patience));
                urls.answered(question.question(), answer);
                answers.put(each.getKey(), answer);
            }
            return answers;
        } catch (TimeoutException silence) {
            throw new UnanswerableException("The client did not answer in time what it was asked.");
        } finally {
            asked.values().forEach(OpenQuestions.Asked::close);
        }
    }

    /** As the client understands it, and only what it said that it can be asked. */
    private static Question understood(Call call, Question question) {
        String client = "client of " + call.caller().revision().label();
        if (question.lackingIn(call.meta().clientCapabilities()).isPresent()) {
            throw new UnanswerableException(
                    "The server asks for "
                            + question.method()
                            + ", which this "
                            + client
                            + " does not offer.");
        }
        return Dialects.question(call.caller().revision(), question)
                .orElseThrow(() ->
                        new UnanswerableException(
                                "The server asks for "
                                        + question.method()
                                        + " in a way that no "
                                        + client
                                        + " knows."));
    }

    @Override
    public Listening listen(Call call, SubscriptionFilter filter, SubscriptionSink sink) {
        return endpoint.listen(call, filter, sink);
    }
}
