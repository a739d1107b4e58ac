package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.Question;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** What a client of the handshake era was asked and has not answered. Safe on any thread. */
final class OpenQuestions {
    /** An answer that was meant for an earlier run of this program is nobody's. */
    private static final String RUN = Conversations.random().substring(0, 8);

    private final AtomicLong numbers = new AtomicLong();
    private final Map<RequestId, CompletableFuture<Response>> open = new ConcurrentHashMap<>();

    /** A question that was put; close it when its answer is of no interest any more. */
    final class Asked implements AutoCloseable {
        private final RequestId id = RequestId.of("ask-" + RUN + "-" + numbers.incrementAndGet());
        private final CompletableFuture<Response> answer = new CompletableFuture<>();
        private final ClientChannel client;
        private final Question question;

        private Asked(ClientChannel client, Question question) {
            this.client = client;
            this.question = question;
        }

        Question question() {
            return question;
        }

        /**
         * Waits for the answer.
         *
         * @throws TimeoutException when there was none before the deadline
         */
        Response answer(Deadline deadline) throws InterruptedException, TimeoutException {
            try {
                return answer.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        /** Withdraws it, unless it was answered. */
        @Override
        public void close() {
            if (open.remove(id) != null) {
                Json params =
                        Json.object("requestId", id.json())
                                .with("reason", Json.of("not needed any more"));
                boolean _ = client.send(new Notification(Methods.CANCELLED, params));
            }
        }
    }

    /**
     * Puts a question.
     *
     * @throws UnanswerableException when the client has left
     */
    Asked ask(ClientChannel client, Question question) {
        var asked = new Asked(client, question);
        open.put(asked.id, asked.answer);
        if (!client.send(new Request(asked.id, question.method(), question.params()))) {
            open.remove(asked.id);
            throw new UnanswerableException("The client has left before it could be asked.");
        }
        return asked;
    }

    /** Takes an answer; to nothing that is open it is dropped. */
    void answered(Response response) {
        RequestId id =
                switch (response) {
                    case Success success -> success.id();
                    case Failure failure -> failure.id();
                };
        CompletableFuture<Response> waiting = id == null ? null : open.remove(id);
        if (waiting != null) {
            waiting.complete(response);
        }
    }
}
