package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The calls that a session over HTTP has open, and what is asked beside their streams. Any thread.
 */
final class HttpOpenCalls {
    private final Set<HttpLegacyCall> calls = ConcurrentHashMap.newKeySet();
    private final Attribution attribution = new Attribution();
    private final EarlyQuestions early;
    private final Consumer<Response> answering;

    /**
     * @param early takes what is asked while no call is open
     * @param answering takes what the server is told; must not block
     */
    HttpOpenCalls(EarlyQuestions early, Consumer<Response> answering) {
        this.early = early;
        this.answering = answering;
    }

    /**
     * A call that is about to be sent: the server may ask about it before it is seen to have been.
     */
    void opened(HttpLegacyCall call) {
        calls.add(call);
    }

    /** The call has ended, one way or another. */
    void ended(HttpLegacyCall call) {
        calls.remove(call);
    }

    /** The call was given up, of which the server may not know yet. */
    void givenUp(HttpLegacyCall call) {
        attribution.givenUp(call);
    }

    /** A question that is not on the stream of a call does not say for which it is. */
    void asked(Request question) {
        if (calls.stream().noneMatch(Attribution::isAskable)) {
            early.asked(question);
            return;
        }
        HttpLegacyCall about = attribution.ofQuestion(question, calls);
        if (about == null || !about.ask(question)) {
            answering.accept(ServerRequests.answer(question));
        }
    }
}
