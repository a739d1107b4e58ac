package dev.mcpctl.localproxy.control;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Whose the other ends of the open connections are: looked up once for each, while it is young.
 * Safe on any thread.
 */
final class Peers {
    private static final Logger log = LoggerFactory.getLogger(Peers.class);
    private static final int MAX_CONNECTIONS = 20_000;

    private final Admission admission;
    private final Executor threads;
    private final Map<HttpConnection, Future<Boolean>> known = new ConcurrentHashMap<>();

    Peers(Admission admission, Executor threads) {
        this.admission = admission;
        this.threads = threads;
    }

    /** A connection that has just been opened. */
    void admit(HttpConnection connection) {
        if (known.size() >= MAX_CONNECTIONS) {
            log.warn("more than {} connections: one is refused", MAX_CONNECTIONS);
            var _ = connection.close();
            return;
        }
        Promise<Boolean> isOwn = Promise.promise();
        known.put(connection, isOwn.future());
        connection.closeHandler(_ -> known.remove(connection));
        InetSocketAddress client = inet(connection.remoteAddress());
        InetSocketAddress local = inet(connection.localAddress());
        threads.execute(() -> {
            boolean found = false;
            try {
                found = admission.isOwn(client, local);
            } finally {
                isOwn.complete(found);
            }
        });
    }

    /** Whether the other end is a process of our own user. */
    Future<Boolean> isOwn(HttpConnection connection) {
        return known.getOrDefault(connection, Future.succeededFuture(false));
    }

    private static InetSocketAddress inet(SocketAddress address) {
        return new InetSocketAddress(address.hostAddress(), address.port());
    }
}
