package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.line.LineReader;
import dev.mcpctl.mcp.message.Frame;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.MessageReader;
import dev.mcpctl.mcp.message.Methods;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A server at the other ends of two real pipes, which does what its script says. */
final class ScriptedServer implements StdioChannel {
    final List<JsonRpcMessage> received = new CopyOnWriteArrayList<>();
    private final Pipe toServer;
    private final Pipe fromServer;

    /**
     * @param script told of each message, on the server's one thread
     */
    ScriptedServer(BiConsumer<ScriptedServer, JsonRpcMessage> script) {
        try {
            toServer = Pipe.open();
            fromServer = Pipe.open();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        Thread.ofPlatform().daemon().start(() -> run(script));
    }

    private void run(BiConsumer<ScriptedServer, JsonRpcMessage> script) {
        var lines = new LineReader(Channels.newInputStream(toServer.source()), 1 << 24);
        try {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                if (MessageReader.read(line) instanceof Frame.Single(JsonRpcMessage message)) {
                    received.add(message);
                    script.accept(this, message);
                }
            }
        } catch (IOException | UncheckedIOException gone) {
            // so is the test
        } finally {
            die();
        }
    }

    /**
     * A handshake-era server with tools, resources and logging, which leaves every other request to
     * {@code rest}.
     */
    static BiConsumer<ScriptedServer, JsonRpcMessage> legacy(
            String version, int discoverError, BiConsumer<ScriptedServer, Request> rest) {
        return (server, message) -> {
            if (!(message instanceof Request request)) {
                return;
            }
            switch (request.method()) {
                case Methods.DISCOVER ->
                        server.send(
                                new Failure(
                                        request.id(), new JsonRpcError(discoverError, "what?")));
                case Methods.INITIALIZE ->
                        server.send(
                                new Success(
                                        request.id(),
                                        Json.parse(
                                                """
                                                {"protocolVersion":"%s","serverInfo":{"name":"old","version":"1"},"instructions":"hm",
                                                 "capabilities":{"tools":{"listChanged":true},"resources":{"subscribe":true},"logging":{},"tasks":{}}}\
                                                """
                                                        .formatted(version))));
                default -> rest.accept(server, request);
            }
        };
    }

    /** A server of 2026-07-28, likewise; subscriptions are acknowledged as they are wanted. */
    static BiConsumer<ScriptedServer, JsonRpcMessage> modern(
            BiConsumer<ScriptedServer, Request> rest) {
        return (server, message) -> {
            if (!(message instanceof Request request)) {
                return;
            }
            switch (request.method()) {
                case Methods.DISCOVER ->
                        server.send(
                                new Success(
                                        request.id(),
                                        Json.parse(
                                                """
                                                {"resultType":"complete","supportedVersions":["2026-07-28"],"ttlMs":0,"cacheScope":"private",
                                                 "capabilities":{"tools":{"listChanged":true},"resources":{"subscribe":true}},
                                                 "_meta":{"io.modelcontextprotocol/serverInfo":{"name":"new","version":"1"}}}\
                                                """)));
                case Methods.LISTEN ->
                        server.send(
                                new Notification(
                                        Methods.ACKNOWLEDGED,
                                        request.params()
                                                .with(
                                                        "_meta",
                                                        Json.object(
                                                                "io.modelcontextprotocol/subscriptionId",
                                                                request.id().json()))));
                default -> rest.accept(server, request);
            }
        };
    }

    void send(JsonRpcMessage message) {
        sendRaw(new String(message.toLine(), StandardCharsets.UTF_8));
    }

    void sendRaw(String text) {
        try {
            Channels.newOutputStream(fromServer.sink())
                    .write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    List<Request> requests(String method) {
        return received.stream()
                .filter(Request.class::isInstance)
                .map(Request.class::cast)
                .filter(request -> request.method().equals(method))
                .toList();
    }

    List<Notification> notifications(String method) {
        return received.stream()
                .filter(Notification.class::isInstance)
                .map(Notification.class::cast)
                .filter(notification -> notification.method().equals(method))
                .toList();
    }

    /** Ends as a crashed process does. */
    void die() {
        try {
            fromServer.sink().close();
            toServer.source().close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public InputStream fromServer() {
        return Channels.newInputStream(fromServer.source());
    }

    @Override
    public OutputStream toServer() {
        return Channels.newOutputStream(toServer.sink());
    }

    @Override
    public void close() {
        try {
            toServer.sink().close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
