package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.RequestId;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A server on Streamable HTTP, of either era. Which one is found out by {@code server/discover},
 * and again whenever the server behaves like the other; one that has no Streamable HTTP at its
 * address is tried as one on HTTP+SSE. What says nothing about the era (refused credentials, a
 * failing or silent server) is an error.
 */
public final class HttpUpstream extends DialledUpstream {
    private static final int MAX_CONNECTIONS_PER_SERVER = 2_048;

    /** A server of the older transport names its endpoint for messages at once. */
    private static final Duration SSE_SILENCE = Duration.ofSeconds(5);

    private final HttpLink link;
    private final StatelessForm stateless;

    /**
     * @param client made by {@link #client}; shared by many upstreams, closed by whoever made it
     * @param headers asked for with every request: authorization and what a user configured. Never
     *     those of our own client
     */
    public HttpUpstream(
            String name,
            Vertx vertx,
            HttpClientAgent client,
            URI address,
            Supplier<Map<String, String>> headers,
            UpstreamSettings settings) {
        this(name, vertx, client, address, headers, Authorization.NONE, settings);
    }

    /** As the other, for a server that may want to know who asks. */
    public HttpUpstream(
            String name,
            Vertx vertx,
            HttpClientAgent client,
            URI address,
            Supplier<Map<String, String>> headers,
            Authorization authorization,
            UpstreamSettings settings) {
        this(
                name,
                settings,
                new HttpLink(
                        name,
                        settings,
                        vertx.getOrCreateContext(),
                        client,
                        address,
                        headers,
                        authorization),
                StatelessForm.Peer.FOREIGN);
    }

    private HttpUpstream(
            String name, UpstreamSettings settings, HttpLink link, StatelessForm.Peer peer) {
        super(name, settings);
        this.link = link;
        this.stateless = new StatelessForm(name, settings.clientInfo(), peer);
    }

    /**
     * Our other half, known to speak 2026-07-28: no probe; the client's capabilities and identity
     * and the conversation's handle are passed along, and errors come back as they are.
     */
    public static HttpUpstream modernOnly(
            String name,
            Vertx vertx,
            HttpClientAgent client,
            URI address,
            Supplier<Map<String, String>> headers,
            UpstreamSettings settings) {
        return new HttpUpstream(
                name,
                settings,
                new HttpLink(
                        name,
                        settings,
                        vertx.getOrCreateContext(),
                        client,
                        address,
                        headers,
                        Authorization.NONE),
                StatelessForm.Peer.OUR_OTHER_HALF);
    }

    /** A client whose pool bears many long streams beside the calls. */
    public static HttpClientAgent client(Vertx vertx) {
        return vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(true).setTcpNoDelay(true),
                new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS_PER_SERVER));
    }

    /** Our other half does. */
    @Override
    boolean waitsForTasks() {
        return stateless.peer() == StatelessForm.Peer.FOREIGN;
    }

    /** Our other half is told; to others it means nothing. */
    @Override
    public void forget(Caller caller) {
        if (stateless.peer() == StatelessForm.Peer.OUR_OTHER_HALF
                && !caller.conversation().isEmpty()) {
            Notification over = stateless.conversationOver(caller);
            Thread.ofVirtual().name("mcp-tell-" + name).start(() -> tell(over));
        }
    }

    /** Whether it arrives cannot be helped: what is not heard of any more ends by itself. */
    private void tell(Notification over) {
        HttpRoundTrip trip = link.post(HttpModernConnection.headers(over.method()), over);
        try {
            int _ = trip.status(settings.connectTimeout());
        } catch (IOException | TimeoutException unheard) {
            trip.abort("unheard");
        } finally {
            trip.close();
        }
    }

    @Override
    Connection dial(Deadline deadline, Connection.Events events) {
        var modern = new HttpModernConnection(link, stateless, headerParams, events);
        if (stateless.peer() == StatelessForm.Peer.OUR_OTHER_HALF || isModern(modern, deadline)) {
            return modern;
        }
        try {
            return HttpLegacyConnection.begin(link, deadline, events);
        } catch (HttpLegacyConnection.NotSpokenException refused) {
            return older(refused, deadline, events);
        }
    }

    /** What is not Streamable HTTP may be the transport before it. */
    private Connection older(McpException refused, Deadline deadline, Connection.Events events) {
        try {
            return HttpSseUpstream.dial(link, deadline.orAfter(SSE_SILENCE), deadline, events);
        } catch (SignInRequiredException known) {
            throw known; // there is something, and it wants to know who asks
        } catch (McpException neither) {
            refused.addSuppressed(neither);
            throw refused;
        }
    }

    private boolean isModern(HttpModernConnection modern, Deadline deadline) {
        HttpLink.Answer answer = modern.askDiscover(deadline);
        Response response = answer.response();
        if (response instanceof Success(RequestId _, Json result)) {
            Optional<Discovery> discovery = stateless.discovery(result);
            discovery.ifPresent(modern::discovered);
            return discovery.isPresent();
        }
        boolean isNoEvidence =
                answer.status() == 401 || answer.status() == 403 || answer.status() / 100 == 5;
        if (isNoEvidence) {
            throw link.refusal(answer.status());
        }
        if (answer.status() == 400
                && response instanceof Failure(RequestId _, JsonRpcError error)) {
            PipeDialogue.requireLegacy(name, error);
            boolean isModernsOwn =
                    error.code() == ErrorCodes.HEADER_MISMATCH
                            || error.code() == ErrorCodes.MISSING_CLIENT_CAPABILITY;
            if (isModernsOwn) {
                throw failure("refuses to say what it offers: " + error.message());
            }
        }
        return false;
    }
}
