package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.message.Frame;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The messages of one array, as 2025-03-26 allows them: handled side by side, answered together.
 */
final class BatchRun {
    /** Each item may take a thread; no client has so much to say at once. */
    private static final int MAX_ITEMS = 1_000;

    private final LegacySession session;
    private final Executor threads;

    BatchRun(LegacySession session, Executor threads) {
        this.session = session;
        this.threads = threads;
    }

    /** The answers in the order of their requests; an empty array when nothing asked for one. */
    Json run(Frame.Batch batch, ClientChannel client) {
        if (batch.items().size() > MAX_ITEMS) {
            var refusal = McpException.invalidRequest("more than " + MAX_ITEMS + " in a batch");
            Json failure = Json.parse(new Failure(null, refusal.error()).toBytes());
            return Json.array(List.of(failure));
        }
        List<CompletableFuture<Optional<Response>>> answers = new ArrayList<>();
        for (Frame item : batch.items()) {
            answers.add(
                    switch (item) {
                        case Frame.Single(Request request) ->
                                CompletableFuture.supplyAsync(
                                        () -> handle(request, client), threads);
                        case Frame.Single(Notification notification) -> {
                            session.note(notification);
                            yield CompletableFuture.completedFuture(Optional.empty());
                        }
                        case Frame.Single(Response response) -> {
                            session.answered(response);
                            yield CompletableFuture.completedFuture(Optional.empty());
                        }
                        case Frame.Malformed(RequestId id, var error) ->
                                CompletableFuture.completedFuture(
                                        Optional.of(new Failure(id, error)));
                        case Frame.Batch _ ->
                                throw new IllegalStateException("a batch within a batch");
                    });
        }
        List<Json> json = new ArrayList<>();
        for (CompletableFuture<Optional<Response>> answer : answers) {
            answer.join().ifPresent(response -> json.add(Json.parse(response.toBytes())));
        }
        return Json.array(json);
    }

    private Optional<Response> handle(Request request, ClientChannel client) {
        if (request.method().equals(Methods.INITIALIZE)) {
            return Optional.of(
                    new Failure(
                            request.id(),
                            McpException.invalidRequest("initialize cannot be part of a batch")
                                    .error()));
        }
        return session.handle(request, client);
    }

    static byte[] line(Json answers) {
        byte[] bytes = answers.toBytes();
        byte[] line = Arrays.copyOf(bytes, bytes.length + 1);
        line[bytes.length] = '\n';
        return line;
    }
}
