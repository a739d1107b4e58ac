package dev.mcpctl.cli.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A client of an official SDK, in a node process of its own; see {@code sdk-client.mjs}. */
final class SdkClient implements AutoCloseable {
    private static final long LIMIT_SECONDS = 60;

    private final Process process;
    private final BufferedWriter input;
    private final CompletableFuture<String> revision = new CompletableFuture<>();
    private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicInteger progress = new AtomicInteger();

    /**
     * Connects.
     *
     * @param folder holds the driver and the installed SDKs
     * @param target what the driver connects to
     */
    SdkClient(Path folder, String generation, ObjectNode target) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("node", "sdk-client.mjs", generation, target.toString());
        builder.directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH", "HOME"));
        process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        input = process.outputWriter();
        Thread.ofVirtual().start(this::read);
    }

    /** What was agreed on. */
    String revision() throws Exception {
        return revision.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** How often the client was told that the list of tools has changed. */
    int changes() {
        return changes.get();
    }

    /** How often the client was told how far one of its calls is. */
    int progress() {
        return progress.get();
    }

    List<String> tools() throws Exception {
        List<String> names = new ArrayList<>();
        send(JsonCodec.object().put("do", "tools"))
                .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                .forEach(name -> names.add(name.asText()));
        return names;
    }

    CompletableFuture<JsonNode> call(String tool, String arguments) throws IOException {
        ObjectNode request = JsonCodec.object().put("do", "call").put("tool", tool);
        request.set("args", JsonCodec.read(arguments));
        return send(request);
    }

    private CompletableFuture<JsonNode> send(ObjectNode request) throws IOException {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        open.put(id, answer);
        synchronized (this) {
            input.write(request.put("id", id) + "\n");
            input.flush();
        }
        return answer;
    }

    private void read() {
        IOException end = new IOException("the client has ended");
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                take(JsonCodec.read(line));
            }
        } catch (IOException e) {
            end = e;
        }
        revision.completeExceptionally(end);
        for (CompletableFuture<JsonNode> waiting : open.values()) {
            waiting.completeExceptionally(end);
        }
    }

    private void take(JsonNode message) {
        switch (message.path("event").asText()) {
            case "connected" -> revision.complete(message.path("revision").asText());
            case "toolsChanged" -> changes.incrementAndGet();
            case "progress" -> progress.incrementAndGet();
            default -> {
                CompletableFuture<JsonNode> waiting =
                        Objects.requireNonNull(open.remove(message.path("id").asInt()));
                if (message.has("error")) {
                    waiting.completeExceptionally(new IOException(message.path("error").asText()));
                } else {
                    waiting.complete(message.path("result"));
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        input.close();
        process.onExit()
                .completeOnTimeout(process, 10, TimeUnit.SECONDS)
                .thenAccept(Process::destroyForcibly)
                .join();
    }
}
