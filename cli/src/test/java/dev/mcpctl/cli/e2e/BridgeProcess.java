package dev.mcpctl.cli.e2e;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A handshake-era client on {@code mcpctl mcp}: one process for its whole life. */
public final class BridgeProcess implements AutoCloseable {
    private final Process process;
    private final BufferedWriter input;
    private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
    private final Queue<String> notifications = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ids = new AtomicInteger();

    public BridgeProcess(ProcessBuilder builder) throws IOException {
        process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        input = process.outputWriter();
        Thread.ofVirtual().start(this::read);
    }

    /** Initializes and answers the version that was agreed on. */
    public String initialize() throws Exception {
        return initialize("2025-11-25");
    }

    /** Likewise, asking for this version. */
    String initialize(String version) throws Exception {
        JsonNode answer =
                request(
                                "initialize",
                                "{\"protocolVersion\":\""
                                        + version
                                        + "\",\"capabilities\":{},"
                                        + "\"clientInfo\":{\"name\":\"e2e\",\"version\":\"1\"}}")
                        .get(20, TimeUnit.SECONDS);
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        return answer.path("result").path("protocolVersion").asText();
    }

    /** Sends a request; the future ends with the whole response. */
    CompletableFuture<JsonNode> request(String method, String params) throws IOException {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        open.put(id, answer);
        send(
                "{\"jsonrpc\":\"2.0\",\"id\":"
                        + id
                        + ",\"method\":\""
                        + method
                        + "\",\"params\":"
                        + params
                        + "}");
        return answer;
    }

    /** Gives the last request up. */
    void cancelLast() throws IOException {
        send(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
                        + ids.get()
                        + "}}");
    }

    CompletableFuture<JsonNode> callTool(String tool, String arguments) throws IOException {
        return request("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
    }

    /** Methods of the notifications that came. */
    Queue<String> notifications() {
        return notifications;
    }

    public long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    private synchronized void send(String line) throws IOException {
        input.write(line);
        input.write('\n');
        input.flush();
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                JsonNode message = JsonCodec.read(line);
                if (message.has("method")) {
                    notifications.add(message.path("method").asText());
                    continue;
                }
                CompletableFuture<JsonNode> waiting = open.remove(message.path("id").asInt());
                if (waiting != null) {
                    waiting.complete(message);
                }
            }
        } catch (IOException e) {
            open.values().forEach(answer -> answer.completeExceptionally(e));
        }
    }

    @Override
    public void close() throws IOException {
        input.close();
        process.destroy();
    }
}
