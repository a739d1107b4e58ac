package dev.mcpctl.daemon.http;

import dev.mcpctl.daemon.access.Principal;

import io.vertx.core.http.HttpServerRequest;

/**
 * Takes an authenticated request as Vert.x has it, body unread. Called on the request's event loop
 * and must not block; reads the body and ends the response itself. A thrown {@link
 * dev.mcpctl.api.problem.Problem} is the answer, as long as nothing was written.
 */
@FunctionalInterface
public interface RawEndpoint {
    void handle(HttpServerRequest request, Principal principal, PathParameters path);
}
