package dev.mcpctl.mcp.exchange;

import dev.mcpctl.mcp.message.Json;

import java.time.Duration;
import java.time.Instant;

/**
 * One thing that passed, as the traffic tap sees it.
 *
 * @param call the {@link Call#id} that all of one exchange share; {@code 0} for an event of a
 *     subscription
 * @param peer the name of the upstream server, or the empty text towards the client
 * @param body params, result or error; not copied
 * @param bytes size of the body as written
 * @param took from request to response; zero for anything else
 * @param outcome of a response: {@code ok}, {@code toolError} for a result with {@code isError}, or
 *     the error's code; else empty
 */
public record Traffic(
        Instant at,
        long call,
        Stage stage,
        String peer,
        String method,
        Caller caller,
        Json body,
        int bytes,
        Duration took,
        String outcome) {

    /** Where on the path, and in which direction. */
    public enum Stage {
        CLIENT_REQUEST,
        UPSTREAM_REQUEST,
        UPSTREAM_RESPONSE,
        CLIENT_RESPONSE,
        NOTIFICATION
    }
}
