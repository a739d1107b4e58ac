package dev.mcpctl.localproxy.control;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

import java.util.function.Consumer;

/** Reads a request's body into memory, up to a bound. On the request's event loop. */
final class BoundedBody {
    private final HttpServerRequest request;
    private final int maxBytes;
    private final Buffer body = Buffer.buffer();
    private boolean isRefused;

    BoundedBody(HttpServerRequest request, int maxBytes) {
        this.request = request;
        this.maxBytes = maxBytes;
    }

    /** Gives the whole body to {@code reader}; a larger one is answered here. */
    void read(Consumer<byte[]> reader) {
        request.handler(this::add);
        request.endHandler(_ -> {
            if (!isRefused) {
                reader.accept(body.getBytes());
            }
        });
        request.resume();
    }

    private void add(Buffer part) {
        if (isRefused) {
            return;
        }
        if (body.length() + part.length() > maxBytes) {
            isRefused = true;
            request.response().putHeader("Connection", "close");
            HttpReply.problem(
                    request,
                    new Problem(
                            ProblemType.TOO_LARGE,
                            "the body is larger than " + maxBytes + " bytes"));
            return;
        }
        body.appendBuffer(part);
    }
}
