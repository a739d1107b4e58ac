package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.message.Json;

import java.time.Duration;

/**
 * How clients are treated.
 *
 * @param serverInfo what we call ourselves: {@code name} and {@code version}
 * @param callLimit the longest any request may take, whatever the upstream allows
 * @param questionLimit the longest that a handshake-era client may take to answer what a server
 *     asks
 * @param keepAlive after this long without an answer, and then at this interval, a stream gets a
 *     comment
 * @param sessionIdle a session without a request or an open stream for this long is over
 * @param maxSessions sessions at once; beyond it {@code initialize} is refused
 * @param maxListens subscriptions of one principal over HTTP at once; more are refused
 * @param maxOpenRequests requests open at once on one line connection or in one session,
 *     subscriptions among them; more are refused
 * @param maxMessageBytes one message from a client
 * @param derivesConversations whether a 2026-07-28 client over HTTP that brings no handle has one
 *     conversation with us all the same, known by its name; otherwise it has none
 */
public record FaceSettings(
        Json serverInfo,
        Duration callLimit,
        Duration questionLimit,
        Duration keepAlive,
        Duration sessionIdle,
        int maxSessions,
        int maxListens,
        int maxOpenRequests,
        int maxMessageBytes,
        boolean derivesConversations,
        Resumption resumption) {

    /**
     * How a handshake-era client over HTTP comes back to a stream that broke.
     *
     * @param streamAfter an answer that takes longer comes on a stream, to which the client can
     *     come back
     * @param keptFor how long after its end a stream can be come back to
     * @param maxKeptBytes of all sessions together; a stream that finds no room cannot be come back
     *     to
     */
    public record Resumption(Duration streamAfter, Duration keptFor, long maxKeptBytes) {}

    /**
     * Ten minutes a call, as many for an answer, a comment every fifteen seconds, sessions idle for
     * thirty minutes, 16 MiB; a stream after 30 ms, kept for two minutes, of all streams 48 MiB.
     */
    public static FaceSettings of(String serverName, String serverVersion) {
        return new FaceSettings(
                Json.object("name", Json.of(serverName)).with("version", Json.of(serverVersion)),
                Duration.ofMinutes(10),
                Duration.ofMinutes(10),
                Duration.ofSeconds(15),
                Duration.ofMinutes(30),
                20_000,
                16_000,
                1_024,
                16 * 1024 * 1024,
                true,
                new Resumption(Duration.ofMillis(30), Duration.ofMinutes(2), 48L * 1024 * 1024));
    }

    public FaceSettings withCallLimit(Duration changed) {
        return new FaceSettings(
                serverInfo,
                changed,
                questionLimit,
                keepAlive,
                sessionIdle,
                maxSessions,
                maxListens,
                maxOpenRequests,
                maxMessageBytes,
                derivesConversations,
                resumption);
    }

    public FaceSettings withQuestionLimit(Duration changed) {
        return new FaceSettings(
                serverInfo,
                callLimit,
                changed,
                keepAlive,
                sessionIdle,
                maxSessions,
                maxListens,
                maxOpenRequests,
                maxMessageBytes,
                derivesConversations,
                resumption);
    }

    public FaceSettings withKeepAlive(Duration changed) {
        return new FaceSettings(
                serverInfo,
                callLimit,
                questionLimit,
                changed,
                sessionIdle,
                maxSessions,
                maxListens,
                maxOpenRequests,
                maxMessageBytes,
                derivesConversations,
                resumption);
    }

    public FaceSettings withSessionIdle(Duration changed) {
        return new FaceSettings(
                serverInfo,
                callLimit,
                questionLimit,
                keepAlive,
                changed,
                maxSessions,
                maxListens,
                maxOpenRequests,
                maxMessageBytes,
                derivesConversations,
                resumption);
    }

    FaceSettings withMaxListens(int changed) {
        return new FaceSettings(
                serverInfo,
                callLimit,
                questionLimit,
                keepAlive,
                sessionIdle,
                maxSessions,
                changed,
                maxOpenRequests,
                maxMessageBytes,
                derivesConversations,
                resumption);
    }

    FaceSettings withMaxOpenRequests(int changed) {
        return new FaceSettings(
                serverInfo,
                callLimit,
                questionLimit,
                keepAlive,
                sessionIdle,
                maxSessions,
                maxListens,
                changed,
                maxMessageBytes,
                derivesConversations,
                resumption);
    }

    public FaceSettings withMaxMessageBytes(int changed) {
        return new FaceSettings(
                serverInfo,
                callLimit,
                questionLimit,
                keepAlive,
                sessionIdle,
                maxSessions,
                maxListens,
                maxOpenRequests,
                changed,
                derivesConversations,
                resumption);
    }

    public FaceSettings withoutDerivedConversations() {
        return new FaceSettings(
                serverInfo,
                callLimit,
                questionLimit,
                keepAlive,
                sessionIdle,
                maxSessions,
                maxListens,
                maxOpenRequests,
                maxMessageBytes,
                false,
                resumption);
    }

    public FaceSettings withResumption(Resumption changed) {
        return new FaceSettings(
                serverInfo,
                callLimit,
                questionLimit,
                keepAlive,
                sessionIdle,
                maxSessions,
                maxListens,
                maxOpenRequests,
                maxMessageBytes,
                derivesConversations,
                changed);
    }
}
