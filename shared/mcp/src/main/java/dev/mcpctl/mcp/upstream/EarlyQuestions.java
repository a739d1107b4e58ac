package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.Methods;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * What a server that serves one caller alone asks while it has no call: for that caller's roots, as
 * many do when they begin. The next call brings the caller, and with it the answer; when none comes
 * soon, the question is refused. Everything else is refused at once: it would be put to somebody in
 * the middle of something else. Any thread.
 */
final class EarlyQuestions {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MAX = 4;

    private final boolean isForOneCaller;
    private final Consumer<Response> answering;
    private final Queue<Request> kept = new ConcurrentLinkedQueue<>();

    EarlyQuestions(UpstreamSettings settings, Consumer<Response> answering) {
        this.isForOneCaller = settings.isForOneCaller();
        this.answering = answering;
    }

    /** Keeps it or refuses it. */
    void asked(Request question) {
        if (!isForOneCaller
                || !question.method().equals(Methods.ROOTS_LIST)
                || kept.size() >= MAX) {
            refuse(question);
            return;
        }
        kept.add(question);
        Thread.ofVirtual().name("mcp-early").start(() -> refuseInTheEnd(question));
    }

    private void refuseInTheEnd(Request question) {
        try {
            Thread.sleep(PATIENCE);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        if (kept.remove(question)) {
            refuse(question);
        }
    }

    private void refuse(Request question) {
        answering.accept(ServerRequests.uncalled(question));
    }

    /** Answers what was kept and taken. */
    void answer(Response response) {
        answering.accept(response);
    }

    /** What was kept, for a call to bring to its client. */
    List<Request> take() {
        List<Request> taken = new ArrayList<>();
        for (Request each = kept.poll(); each != null; each = kept.poll()) {
            taken.add(each);
        }
        return taken;
    }
}
