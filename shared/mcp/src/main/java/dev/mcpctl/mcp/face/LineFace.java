package dev.mcpctl.mcp.face;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Newline-delimited JSON-RPC over a byte stream (stdio, a Unix-domain socket), for clients of both
 * eras. One serves many connections.
 *
 * <p>A connection is of one era from its first request on ({@code server/discover} leaves it open).
 * All that waits for an answer is cancelled when the client closes its end.
 */
public final class LineFace implements AutoCloseable {
    private final Executor threads;
    private final FaceSettings settings;
    private final Set<LineConnection> connections = ConcurrentHashMap.newKeySet();

    /**
     * @param threads starts one virtual thread for each request
     */
    public LineFace(Executor threads, FaceSettings settings) {
        this.threads = threads;
        this.settings = settings;
    }

    /**
     * Serves one connection until the client closes it, then cancels what is still open there and
     * returns. Blocks the calling thread, which should be a virtual one; closing the streams from
     * elsewhere ends it too. The streams are the caller's to close.
     */
    public void serve(InputStream fromClient, OutputStream toClient, Target target) {
        var connection = new LineConnection(toClient, target, threads, settings);
        connections.add(connection);
        try {
            connection.serve(fromClient);
        } finally {
            connections.remove(connection);
        }
    }

    /** Ends subscriptions with a result, then interrupts every {@link #serve}. */
    @Override
    public void close() {
        connections.forEach(LineConnection::stop);
    }
}
