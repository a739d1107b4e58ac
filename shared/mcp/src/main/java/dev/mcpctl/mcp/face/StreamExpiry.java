package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.message.Methods;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import org.jspecify.annotations.Nullable;

import java.lang.ref.WeakReference;
import java.time.Duration;

/**
 * Streams that would go on for as long as their client likes, who may listen for a time only: that
 * of a session, that of HTTP+SSE, a subscription. What answers a call ends by itself.
 */
public final class StreamExpiry {
    private StreamExpiry() {}

    /**
     * Breaks the response off when that time is over, if it is such a stream and still goes on. On
     * the request's event loop.
     */
    public static void enforce(Vertx vertx, HttpServerRequest request, Duration left) {
        boolean isStream =
                request.method().equals(HttpMethod.GET)
                        || Methods.LISTEN.equals(request.getHeader("Mcp-Method"));
        if (!isStream) {
            return;
        }
        // Most are over long before, and are not to be kept for the timer.
        var response = new WeakReference<HttpServerResponse>(request.response());
        long _ = vertx.setTimer(Math.max(1, left.toMillis()), _ -> breakOff(response.get()));
    }

    private static void breakOff(@Nullable HttpServerResponse response) {
        if (response != null && !response.ended() && !response.closed()) {
            var _ = response.reset();
        }
    }
}
