package dev.mcpctl.daemon.http;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an {@link Endpoint} answers: a body that is there, or one that is written bit by bit. */
public sealed interface Reply {
    int status();

    Map<String, String> headers();

    /** A body that is complete. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Whole(int status, Map<String, String> headers, byte[] body) implements Reply {
        public Whole {
            headers = Map.copyOf(headers);
        }

        public Whole withHeader(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Whole(status, more, body);
        }
    }

    /** A body that {@code writer} writes on the request's thread for as long as it likes. */
    record Streamed(int status, Map<String, String> headers, Writer writer) implements Reply {
        public Streamed {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * Writes a body. The head is sent before it is called. Its thread is interrupted when the
     * client goes away and when the daemon stops.
     */
    @FunctionalInterface
    interface Writer {
        void writeTo(ReplyStream out) throws IOException, InterruptedException;
    }

    static Whole json(int status, JsonNode body) {
        return new Whole(status, Map.of("content-type", "application/json"), JsonCodec.bytes(body));
    }

    static Whole json(JsonNode body) {
        return json(200, body);
    }

    static Whole text(String body) {
        return new Whole(
                200,
                Map.of("content-type", "text/plain; charset=utf-8"),
                body.getBytes(StandardCharsets.UTF_8));
    }

    static Streamed streamed(String contentType, Writer writer) {
        return new Streamed(
                200, Map.of("content-type", contentType, "cache-control", "no-store"), writer);
    }

    /** Server-sent events. */
    static Streamed events(EventWriter writer) {
        return streamed("text/event-stream", stream -> writer.writeTo(new EventStream(stream)));
    }

    /** As {@link Writer}, for events. */
    @FunctionalInterface
    interface EventWriter {
        void writeTo(EventStream out) throws IOException, InterruptedException;
    }
}
