package dev.mcpctl.daemon.http;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Server-sent events on a streamed reply.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
public final class EventStream {
    /** A comment at least this often tells both ends that the other is there. */
    public static final Duration COMMENT_INTERVAL = Duration.ofSeconds(15);

    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final ReplyStream stream;

    EventStream(ReplyStream stream) {
        this.stream = stream;
    }

    /** JSON text has no line breaks, so that one data line holds it. */
    public void event(String type, long id, JsonNode data)
            throws IOException, InterruptedException {
        String text = "event: " + type + "\nid: " + id + "\ndata: " + JsonCodec.text(data) + "\n\n";
        stream.write(text.getBytes(StandardCharsets.UTF_8));
    }

    public void comment() throws IOException, InterruptedException {
        stream.write(COMMENT);
    }
}
