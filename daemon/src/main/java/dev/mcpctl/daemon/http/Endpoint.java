package dev.mcpctl.daemon.http;

import java.io.IOException;

/**
 * Answers one authenticated request. Runs on the request's own virtual thread and may block. A
 * thrown {@link dev.mcpctl.api.problem.Problem} is the answer; anything else thrown is logged and
 * answered 500 without its message.
 */
@FunctionalInterface
public interface Endpoint {
    Reply answer(ApiRequest request) throws IOException, InterruptedException;
}
