package dev.mcpctl.localproxy.control;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Writes whole answers. On the request's event loop. */
final class HttpReply {
    private HttpReply() {}

    static void json(HttpServerRequest request, byte[] body) {
        write(request, 200, "application/json", body);
    }

    static void problem(HttpServerRequest request, Problem problem) {
        boolean isChallenged = request.response().headers().contains("WWW-Authenticate");
        if (problem.type() == ProblemType.UNAUTHORIZED && !isChallenged) {
            request.response().putHeader("WWW-Authenticate", "Bearer realm=\"mcplocal\"");
        }
        write(
                request,
                problem.type().status(),
                "application/problem+json",
                JsonCodec.bytes(problem.toJson(pathOf(request))));
    }

    /** The path of a request; the root when it has none, as {@code OPTIONS *}. */
    static String pathOf(HttpServerRequest request) {
        String path = request.path();
        return path == null ? "/" : path;
    }

    private static void write(HttpServerRequest request, int status, String type, byte[] body) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        request.resume(); // what is left of the body is of no interest
        // Whether the client reads it is the client's affair.
        var _ =
                response.setStatusCode(status)
                        .putHeader("Content-Type", type)
                        .putHeader("Cache-Control", "no-store")
                        .end(Buffer.buffer(body));
    }
}
