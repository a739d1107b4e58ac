package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.message.Json;

import java.time.Duration;

/**
 * How one server behind us is treated.
 *
 * @param clientInfo what we call ourselves: {@code name} and {@code version}
 * @param requestTimeout how long one request may go without an answer or progress; its own deadline
 *     holds beside it
 * @param connectTimeout how long dialling may take, all steps together
 * @param probeSilence how long a stdio server may be silent on {@code server/discover} before it is
 *     taken for a legacy one
 * @param maxOpenRequests requests open at once; more wait, within their deadline
 * @param maxMessageBytes one message from the server; a longer one fails the request it answers, or
 *     the connection
 * @param isForOneCaller whether all calls are one caller's: a server of the handshake era then gets
 *     one that it may ask about at a time, so that it is clear about which it asks
 */
public record UpstreamSettings(
        Json clientInfo,
        Duration requestTimeout,
        Duration connectTimeout,
        Duration probeSilence,
        int maxOpenRequests,
        int maxMessageBytes,
        boolean isForOneCaller) {

    /** Sixty seconds a request, twenty to connect, five of silence, 256 at once, 16 MiB. */
    public static UpstreamSettings of(String clientName, String clientVersion) {
        return new UpstreamSettings(
                Json.object("name", Json.of(clientName)).with("version", Json.of(clientVersion)),
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                Duration.ofSeconds(5),
                256,
                16 * 1024 * 1024,
                false);
    }

    public UpstreamSettings withRequestTimeout(Duration changed) {
        return new UpstreamSettings(
                clientInfo,
                changed,
                connectTimeout,
                probeSilence,
                maxOpenRequests,
                maxMessageBytes,
                isForOneCaller);
    }

    public UpstreamSettings withConnectTimeout(Duration changed) {
        return new UpstreamSettings(
                clientInfo,
                requestTimeout,
                changed,
                probeSilence,
                maxOpenRequests,
                maxMessageBytes,
                isForOneCaller);
    }

    public UpstreamSettings withProbeSilence(Duration changed) {
        return new UpstreamSettings(
                clientInfo,
                requestTimeout,
                connectTimeout,
                changed,
                maxOpenRequests,
                maxMessageBytes,
                isForOneCaller);
    }

    public UpstreamSettings withMaxOpenRequests(int changed) {
        return new UpstreamSettings(
                clientInfo,
                requestTimeout,
                connectTimeout,
                probeSilence,
                changed,
                maxMessageBytes,
                isForOneCaller);
    }

    public UpstreamSettings withMaxMessageBytes(int changed) {
        return new UpstreamSettings(
                clientInfo,
                requestTimeout,
                connectTimeout,
                probeSilence,
                maxOpenRequests,
                changed,
                isForOneCaller);
    }

    public UpstreamSettings forOneCaller() {
        return new UpstreamSettings(
                clientInfo,
                requestTimeout,
                connectTimeout,
                probeSilence,
                maxOpenRequests,
                maxMessageBytes,
                true);
    }
}
