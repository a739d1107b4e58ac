package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.McpException;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;

import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A server on HTTP+SSE, the transport of 2024-11-05: a stream that it is heard on, and a URL named
 * there to which messages are posted. The stream is the session; when it ends, what is open there
 * fails, and the next use opens another. Servers of this kind have a handshake, so nothing is
 * probed; the revision is what the two settle on.
 */
public final class HttpSseUpstream extends DialledUpstream {
    private final HttpLink link;

    /**
     * @param client made by {@link HttpUpstream#client}; shared by many upstreams, closed by
     *     whoever made it
     * @param address of the stream
     * @param headers asked for with every request, of the stream and of messages: authorization and
     *     what a user configured. They are sent to the origin of {@code address} only
     */
    public HttpSseUpstream(
            String name,
            Vertx vertx,
            HttpClientAgent client,
            URI address,
            Supplier<Map<String, String>> headers,
            UpstreamSettings settings) {
        this(name, vertx, client, address, headers, Authorization.NONE, settings);
    }

    /** As the other, for a server that may want to know who asks. */
    public HttpSseUpstream(
            String name,
            Vertx vertx,
            HttpClientAgent client,
            URI address,
            Supplier<Map<String, String>> headers,
            Authorization authorization,
            UpstreamSettings settings) {
        super(name, settings);
        this.link =
                new HttpLink(
                        name,
                        settings,
                        vertx.getOrCreateContext(),
                        client,
                        address,
                        headers,
                        authorization);
    }

    @Override
    Connection dial(Deadline deadline, Connection.Events events) {
        return dial(link, deadline, deadline, events);
    }

    /**
     * @param opening until when the server has to name an endpoint for messages
     * @throws McpException naming the server
     */
    static Connection dial(
            HttpLink link, Deadline opening, Deadline deadline, Connection.Events events) {
        var carrier = SseCarrier.connect(link, opening);
        var dialogue = new PipeDialogue(link.server, carrier, link.settings, events);
        try {
            return dialogue.initialize(deadline);
        } catch (McpException failed) {
            dialogue.close();
            throw failed;
        }
    }
}
