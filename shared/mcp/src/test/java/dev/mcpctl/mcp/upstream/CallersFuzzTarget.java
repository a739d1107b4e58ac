package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.fuzz.Expect;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.Revision;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Three callers share one server on one stream, which answers in any order, twice, under ids that
 * are none, and whatever else the input says: each gets an answer, and nobody one of another's.
 */
public final class CallersFuzzTarget {
    private static final int CALLERS = 3;
    private static final String MARKER = "for-caller-";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    // It says of each line why it is no message, which is most of them.
    private static final Logger NOISE = Logger.getLogger(MessagePipe.class.getName());

    static {
        NOISE.setLevel(Level.OFF);
    }

    private CallersFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (input.length == 0 || new String(input, StandardCharsets.UTF_8).contains(MARKER)) {
            return;
        }
        var script = new Script(Arrays.copyOfRange(input, 1, input.length));
        BiConsumer<ScriptedServer, JsonRpcMessage> era =
                input[0] % 2 == 0
                        ? ScriptedServer.modern(script::request)
                        : ScriptedServer.legacy("2025-11-25", -32601, script::request);
        var server = new ScriptedServer(era);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                var upstream =
                        new StdioUpstream("s", () -> server, UpstreamSettings.of("us", "1"))) {
            upstream.discover(Deadline.after(PATIENCE));
            List<CompletableFuture<List<String>>> heard = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int caller = i;
                heard.add(CompletableFuture.supplyAsync(() -> call(upstream, caller), threads));
            }
            for (int i = 0; i < CALLERS; i++) {
                for (String word : heard.get(i).join()) {
                    Expect.that(
                            !word.contains(MARKER) || word.contains(MARKER + i),
                            "caller " + i + " heard",
                            word);
                }
            }
        } finally {
            server.die();
        }
    }

    private static List<String> call(Upstream upstream, int caller) {
        List<String> heard = new CopyOnWriteArrayList<>();
        var call =
                Call.of(
                        Methods.TOOLS_CALL,
                        Json.object("name", Json.of("t"))
                                .with("arguments", Json.object("caller", Json.of(caller))),
                        new RequestMeta(null, Json.object(), null, true, Map.of()),
                        new Caller("principal" + caller, "c" + caller, Revision.MODERN, false),
                        Deadline.after(PATIENCE),
                        new Cancellation(),
                        notification -> heard.add(notification.params().toString()));
        try {
            heard.add(upstream.call(call).toString());
        } catch (McpException refused) {
            Expect.that(
                    refused.getMessage() == null || !refused.getMessage().contains("in time"),
                    "no answer for",
                    caller);
            heard.add(String.valueOf(refused.getMessage()));
        }
        return heard;
    }

    /** What the server does once all have asked. */
    private static final class Script {
        private final byte[] steps;
        private final Map<Integer, Request> open = new TreeMap<>(); // of the server's thread

        Script(byte[] steps) {
            this.steps = steps;
        }

        void request(ScriptedServer server, Request request) {
            if (!request.method().equals(Methods.TOOLS_CALL)) {
                server.send(new Success(request.id(), Json.object()));
                return;
            }
            Json arguments = request.params().get("arguments").orElse(Json.object());
            open.put(arguments.get("caller").flatMap(Json::asLong).orElse(0L).intValue(), request);
            if (open.size() == CALLERS) {
                play(server);
            }
        }

        private void play(ScriptedServer server) {
            for (int i = 0; i < steps.length; i++) {
                int step = steps[i] & 0xFF;
                if (step / CALLERS % 9 == 8) {
                    int end = i + 1;
                    while (end < steps.length && steps[end] != '\n') {
                        end++;
                    }
                    server.sendRaw(
                            new String(steps, i + 1, end - i - 1, StandardCharsets.ISO_8859_1)
                                    + "\n");
                    i = end;
                } else {
                    server.sendRaw(said(step / CALLERS % 9, step % CALLERS) + "\n");
                }
            }
            open.keySet().forEach(caller -> server.sendRaw(said(0, caller) + "\n"));
        }

        private String said(int kind, int caller) {
            Request request =
                    open.getOrDefault(caller, new Request(RequestId.of(0), "", Json.object()));
            Json marker = Json.object("marker", Json.of(MARKER + caller));
            RequestId id = request.id();
            Json token =
                    request.params()
                            .get("_meta")
                            .flatMap(meta -> meta.get("progressToken"))
                            .orElse(Json.of(caller));
            return switch (kind) {
                case 0 -> text(new Success(id, marker));
                case 1 -> text(new Success(RequestId.of(id.value()), marker));
                case 2 -> text(new Success(RequestId.of(Long.MAX_VALUE), marker));
                case 3 ->
                        text(
                                new Notification(
                                        Methods.PROGRESS,
                                        marker.with("progressToken", token)
                                                .with("progress", Json.of(1))));
                case 4 ->
                        text(
                                new Notification(
                                        Methods.PROGRESS,
                                        marker.with("progressToken", Json.of(token.toString()))));
                case 5 -> text(new Failure(id, new JsonRpcError(-32000, MARKER + caller)));
                case 6 ->
                        "["
                                + text(new Success(id, marker))
                                + ","
                                + text(new Request(RequestId.of(1), "ping", marker))
                                + "]";
                default ->
                        text(new Request(id, "elicitation/create", marker))
                                + "\n"
                                + text(new Failure(null, new JsonRpcError(-32603, "?")));
            };
        }

        private static String text(JsonRpcMessage message) {
            return new String(message.toBytes(), StandardCharsets.UTF_8);
        }
    }
}
