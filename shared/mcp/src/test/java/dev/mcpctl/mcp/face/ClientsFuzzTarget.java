package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Listening;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.exchange.SubscriptionSink;
import dev.mcpctl.mcp.fuzz.Expect;
import dev.mcpctl.mcp.message.Frame;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.MessageReader;
import dev.mcpctl.mcp.message.Methods;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Two clients on lines of their own, at the same time, of one endpoint, who may write what they
 * like: each request is answered where it came from, nobody reads what is meant for the other, and
 * no line ends a connection but its last.
 *
 * <p>Of the input's lines, those that begin with {@code a} are Alice's and the others Bob's. A
 * second letter may stand for a message, with the rest of the line in it.
 */
public final class ClientsFuzzTarget {
    private static final String ALICE = "meant-for-alice-alone";
    private static final String BOB = "meant-for-bob-alone";
    private static final String META =
            "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{},\"io.modelcontextprotocol/logLevel\":\"debug\",\"progressToken\":%s}";
    private static final Map<Character, String> MESSAGES =
            Map.of(
                    'i',
                    "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}",
                    'b',
                    "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-03-26\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}",
                    'r',
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                    'c',
                    "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"_meta\":{\"progressToken\":%s}}}",
                    'm',
                    "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\","
                            + META
                            + "}}",
                    'l',
                    "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"subscriptions/listen\",\"params\":{\"notifications\":{\"toolsListChanged\":true,\"resourceSubscriptions\":[%s]},"
                            + META
                            + "}}",
                    's',
                    "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"resources/subscribe\",\"params\":{\"uri\":%s}}",
                    'x',
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":%s}}");

    private ClientsFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) throws InterruptedException {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        if (text.contains(ALICE) || text.contains(BOB)) {
            return;
        }
        List<byte[]> ofAlice = new ArrayList<>();
        List<byte[]> ofBob = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty()) {
                (line.charAt(0) == 'a' ? ofAlice : ofBob).add(message(line.substring(1)));
            }
        }
        var endpoint = new MarkingEndpoint();
        try (var face = new LineFace(Runnable::run, FaceSettings.of("us", "1"))) {
            var alice = new Client(face, endpoint, ALICE, ofAlice);
            var bob = new Client(face, endpoint, BOB, ofBob);
            alice.finish();
            bob.finish();
            alice.heardNothingOf(BOB);
            bob.heardNothingOf(ALICE);
        }
        Expect.same("sinks that outlived their client", endpoint.sinks.size(), 0);
    }

    private static byte[] message(String line) {
        String known = line.isEmpty() ? null : MESSAGES.get(line.charAt(0));
        String written = known == null ? line : known.replace("%s", line.substring(1));
        return written.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One connection, served on a thread of its own. */
    private static final class Client {
        private final String principal;
        private final List<byte[]> sent;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final Thread thread;

        Client(LineFace face, McpEndpoint endpoint, String principal, List<byte[]> lines) {
            this.principal = principal;
            this.sent = lines;
            var in = new ByteArrayOutputStream();
            for (byte[] line : lines) {
                in.writeBytes(line);
                in.write('\n');
            }
            this.thread =
                    Thread.ofVirtual()
                            .uncaughtExceptionHandler((_, thrown) -> failure.set(thrown))
                            .start(() ->
                                    face.serve(
                                            new ByteArrayInputStream(in.toByteArray()),
                                            received,
                                            new Target("p", endpoint, principal)));
        }

        void finish() throws InterruptedException {
            thread.join();
            Throwable thrown = failure.get();
            if (thrown != null) {
                throw new AssertionError("serving ended by", thrown);
            }
        }

        void heardNothingOf(String other) {
            String heard = received.toString(StandardCharsets.UTF_8);
            Expect.that(!heard.contains(other), principal + " heard", heard);
            List<String> answered = new ArrayList<>();
            for (String line : heard.split("\n", -1)) {
                if (!line.isEmpty()) {
                    ids(MessageReader.read(line.getBytes(StandardCharsets.UTF_8)), answered);
                }
            }
            for (byte[] line : sent) {
                if (MessageReader.read(line) instanceof Frame.Single(Request request)
                        && !request.method().equals(Methods.LISTEN)) {
                    Expect.that(
                            answered.remove(request.id().toString()),
                            "no answer to " + request.id() + " in",
                            heard);
                }
            }
        }

        private static void ids(Frame frame, List<String> into) {
            switch (frame) {
                case Frame.Single(var message) -> {
                    Json id = Json.parse(message.toBytes()).get("id").orElse(Json.nothing());
                    into.add(id.toString());
                }
                case Frame.Batch(List<Frame> items) -> items.forEach(item -> ids(item, into));
                case Frame.Malformed malformed ->
                        throw new AssertionError("we wrote what is no message: " + malformed);
            }
        }
    }

    /** Puts the caller's name on all that is for this caller. */
    private static final class MarkingEndpoint implements McpEndpoint {
        final List<SubscriptionSink> sinks = new CopyOnWriteArrayList<>();

        @Override
        public Json call(Call call) {
            String marker = call.caller().principal();
            call.emit(
                    new Notification(
                            Methods.PROGRESS,
                            Json.object("progress", Json.of(1)).with("message", Json.of(marker))));
            call.emit(
                    new Notification(
                            Methods.LOG_MESSAGE,
                            Json.object("level", Json.of("error")).with("data", Json.of(marker))));
            return Json.object("capabilities", Json.parse("{\"tools\":{\"listChanged\":true}}"))
                    .with("content", Json.array(List.of()))
                    .with("marker", Json.of(marker));
        }

        @Override
        public Listening listen(Call call, SubscriptionFilter filter, SubscriptionSink sink) {
            sinks.add(sink);
            sink.acknowledged(filter);
            String uri = "file:///" + call.caller().principal();
            for (String resource : Set.copyOf(filter.resources())) {
                sink.event(
                        new Notification(
                                Methods.RESOURCE_UPDATED,
                                Json.object("uri", Json.of(resource + "/" + uri))));
            }
            sink.event(new Notification(Methods.TOOLS_CHANGED));
            return () -> sinks.remove(sink);
        }
    }
}
