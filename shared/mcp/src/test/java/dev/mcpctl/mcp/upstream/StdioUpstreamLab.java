package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.wire.Revision;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

/** A scripted server on real pipes, of either era, and our client of it. */
@Timeout(60)
abstract class StdioUpstreamLab {
    static final Caller CALLER = new Caller("me", "c", Revision.MODERN, false);

    final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    final Deque<ScriptedServer> prepared = new ArrayDeque<>();
    final List<ScriptedServer> started = new CopyOnWriteArrayList<>();
    UpstreamSettings settings =
            UpstreamSettings.of("us", "1")
                    .withConnectTimeout(Duration.ofSeconds(10))
                    .withRequestTimeout(Duration.ofSeconds(10));
    @Nullable StdioUpstream upstream;

    @AfterEach
    void close() {
        upstream().close();
        started.forEach(ScriptedServer::die);
        threads.shutdownNow();
    }

    static void nothing(ScriptedServer server, Request request) {}

    ScriptedServer serve(BiConsumer<ScriptedServer, JsonRpcMessage> script) {
        var server = new ScriptedServer(script);
        prepared.add(server);
        return server;
    }

    /** Made when first asked for, so that a test can settle the settings before. */
    synchronized StdioUpstream upstream() {
        StdioUpstream made = upstream;
        if (made == null) {
            made = new StdioUpstream("files", this::next, settings);
            upstream = made;
        }
        return made;
    }

    StdioChannel next() throws IOException {
        ScriptedServer server = prepared.poll();
        if (server == null) {
            throw new IOException("no process left");
        }
        started.add(server);
        return server;
    }

    static BiConsumer<ScriptedServer, Request> answering(String result) {
        return (server, request) -> server.send(new Success(request.id(), Json.parse(result)));
    }

    static Call call(String method, String params) {
        return Call.of(method, Json.parse(params), CALLER, Duration.ofSeconds(20));
    }

    Discovery discover() {
        return upstream().discover(Deadline.after(Duration.ofSeconds(20)));
    }
}
