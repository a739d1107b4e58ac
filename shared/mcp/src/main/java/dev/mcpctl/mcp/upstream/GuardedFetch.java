package dev.mcpctl.mcp.upstream;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Asks for documents at addresses that a server named, which may be meant to make us ask where the
 * server cannot: see {@link ReachableAddresses}. A document is small and comes soon; a redirection
 * is followed within one origin only. Blocks; any thread but an event loop.
 */
public final class GuardedFetch {
    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_REDIRECTIONS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Context eventLoop;
    private final HttpClientAgent client;
    private final ReachableAddresses reachable;

    /** What was answered, whatever the status. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Document(int status, String type, byte[] body) {}

    /**
     * @param client made by {@link HttpUpstream#client}
     * @param server the configured address of the server that names the others
     */
    public GuardedFetch(Vertx vertx, HttpClientAgent client, URI server) {
        this.eventLoop = vertx.getOrCreateContext();
        this.client = client;
        this.reachable = new ReachableAddresses(server);
    }

    /**
     * Asks for a document.
     *
     * @throws IOException when it may not be asked for, or could not be had; the message is for
     *     people
     */
    public Document get(URI address) throws IOException {
        URI at = address;
        for (int i = 0; i <= MAX_REDIRECTIONS; i++) {
            HttpRoundTrip trip =
                    send(HttpMethod.GET, at, Map.of("Accept", "application/json"), new byte[0]);
            try (trip) {
                Document document = document(trip, at);
                Optional<String> elsewhere = trip.header("Location");
                if (document.status() / 100 != 3 || elsewhere.isEmpty()) {
                    return document;
                }
                at = redirected(at, elsewhere.get());
            }
        }
        throw new IOException("\"" + address + "\" redirects again and again");
    }

    /**
     * Posts; a redirection is an answer like any other.
     *
     * @throws IOException as {@link #get}
     */
    public Document post(URI address, Map<String, String> headers, byte[] body) throws IOException {
        try (HttpRoundTrip trip = send(HttpMethod.POST, address, headers, body)) {
            return document(trip, address);
        }
    }

    /**
     * Looks whether an address may be shown to a person to be opened.
     *
     * @throws IOException as {@link #get}
     */
    public void requireReachable(URI address) throws IOException {
        InetAddress _ = reachable.of(address);
    }

    private HttpRoundTrip send(
            HttpMethod method, URI address, Map<String, String> headers, byte[] body)
            throws IOException {
        InetAddress pinned = reachable.of(address);
        RequestOptions options =
                new RequestOptions()
                        .setMethod(method)
                        .setAbsoluteURI(address.toString())
                        .setServer(
                                SocketAddress.inetSocketAddress(
                                        port(address), pinned.getHostAddress()))
                        .setConnectTimeout(PATIENCE.toMillis());
        headers.forEach(options::putHeader);
        return HttpRoundTrip.send(eventLoop, client, options, body);
    }

    private static Document document(HttpRoundTrip trip, URI address) throws IOException {
        long due = System.nanoTime() + PATIENCE.toNanos();
        try {
            int status = trip.status(PATIENCE);
            var body = new ByteArrayOutputStream();
            for (byte[] chunk = trip.next(left(due));
                    chunk.length > 0;
                    chunk = trip.next(left(due))) {
                body.write(chunk);
                if (body.size() > MAX_BYTES) {
                    throw new IOException("\"" + address + "\" answers more than is sensible");
                }
            }
            return new Document(status, trip.header("Content-Type").orElse(""), body.toByteArray());
        } catch (TimeoutException late) {
            trip.abort("timed out");
            throw new IOException("\"" + address + "\" does not answer in time", late);
        } catch (IOException broken) {
            trip.abort("broken");
            throw new IOException(
                    "\"" + address + "\" cannot be had: " + broken.getMessage(), broken);
        }
    }

    private static Duration left(long due) {
        return Duration.ofNanos(Math.max(0, due - System.nanoTime()));
    }

    private static URI redirected(URI from, String location) throws IOException {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException malformed) {
            throw new IOException("\"" + from + "\" redirects to no address", malformed);
        }
        if (!origin(from).equals(origin(to))) {
            throw new IOException("\"" + from + "\" redirects to another host");
        }
        return to;
    }

    private static String origin(URI uri) {
        return (uri.getScheme() + "://" + uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port(uri);
    }

    private static int port(URI uri) {
        boolean isPlain = "http".equalsIgnoreCase(uri.getScheme());
        return uri.getPort() >= 0 ? uri.getPort() : isPlain ? 80 : 443;
    }
}
