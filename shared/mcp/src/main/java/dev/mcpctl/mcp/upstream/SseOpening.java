package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.McpException;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * The beginning of an HTTP+SSE stream.
 *
 * @param endpoint where messages are posted, of the stream's own origin
 * @param parser stands behind what was read
 * @param behind the events that came together with the endpoint
 */
record SseOpening(URI endpoint, SseParser parser, List<SseParser.Event> behind) {
    private static final String ENDPOINT = "endpoint";

    SseOpening {
        behind = List.copyOf(behind);
    }

    /**
     * Reads a stream until it has said where messages go.
     *
     * @throws McpException naming the server, when it does not
     */
    static SseOpening read(HttpLink link, HttpRoundTrip stream, Deadline deadline) {
        try {
            requireEventStream(link, stream, deadline);
            var parser = new SseParser(link.settings.maxMessageBytes());
            while (true) {
                byte[] chunk = stream.next(deadline.remaining());
                if (chunk.length == 0) {
                    throw link.failure("ended its stream before it named an endpoint for messages");
                }
                List<SseParser.Event> events = parser.feed(chunk);
                for (int i = 0; i < events.size(); i++) {
                    if (events.get(i).type().equals(ENDPOINT)) {
                        URI endpoint = endpoint(link, events.get(i));
                        return new SseOpening(
                                endpoint, parser, events.subList(i + 1, events.size()));
                    }
                }
            }
        } catch (IOException broken) {
            throw link.unreachable(broken);
        } catch (TimeoutException silent) {
            throw link.failure("did not name an endpoint for messages in time");
        } catch (SseParser.TooLargeException tooLarge) {
            throw link.failure("names an endpoint for messages that is too long");
        }
    }

    private static void requireEventStream(HttpLink link, HttpRoundTrip stream, Deadline deadline)
            throws IOException, TimeoutException {
        int status = stream.status(deadline.remaining());
        if (status == 404 || status == 405) {
            throw link.failure("does not speak HTTP+SSE at this address (HTTP " + status + ")");
        }
        if (status / 100 != 2) {
            throw link.refusal(status);
        }
        String type = stream.header("Content-Type").orElse("no content type");
        if (!type.toLowerCase(Locale.ROOT).startsWith("text/event-stream")) {
            throw link.failure("does not speak HTTP+SSE at this address (" + type + ")");
        }
    }

    /** Another origin would receive the credentials meant for this one. */
    private static URI endpoint(HttpLink link, SseParser.Event event) {
        String named = new String(event.data(), StandardCharsets.UTF_8).strip();
        URI stream = link.address();
        URI endpoint;
        try {
            endpoint = resolved(stream, named);
        } catch (IllegalArgumentException unusable) {
            throw link.failure("names an unusable endpoint for messages: " + named);
        }
        if (!origin(stream).equals(origin(endpoint)) || endpoint.getRawUserInfo() != null) {
            throw link.failure("names an endpoint for messages of another origin: " + named);
        }
        return endpoint;
    }

    private static URI resolved(URI stream, String named) {
        // RFC 3986 keeps the path for a reference that is a query alone; URI.resolve does not.
        URI reference = URI.create(named.startsWith("?") ? stream.getRawPath() + named : named);
        return stream.resolve(reference);
    }

    private static Optional<String> origin(URI uri) {
        if (uri.getScheme() == null || uri.getHost() == null) {
            return Optional.empty();
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int defaultPort = scheme.equals("https") ? 443 : 80;
        int port = uri.getPort() == -1 ? defaultPort : uri.getPort();
        return Optional.of(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port);
    }
}
