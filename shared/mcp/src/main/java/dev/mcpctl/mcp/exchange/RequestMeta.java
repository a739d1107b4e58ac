package dev.mcpctl.mcp.exchange;

import dev.mcpctl.mcp.message.Json;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a request says about its client, taken from its {@code _meta} or, for the handshake era,
 * from its session.
 *
 * @param clientInfo self-reported; for logs and screens only
 * @param clientCapabilities what this client can be asked for; the empty object for nothing
 * @param logLevel the least level of log messages wanted on this request's stream; none wanted
 *     without it
 * @param wantsProgress whether progress may be emitted
 * @param foreign {@code _meta} keys that are not the protocol's own, trace context included; they
 *     travel on unchanged
 */
public record RequestMeta(
        @Nullable Json clientInfo,
        Json clientCapabilities,
        @Nullable LogLevel logLevel,
        boolean wantsProgress,
        Map<String, Json> foreign) {

    public RequestMeta {
        foreign = Collections.unmodifiableMap(new LinkedHashMap<>(foreign));
    }

    /** A client that says nothing of itself and can be asked for nothing. */
    public static RequestMeta none() {
        return new RequestMeta(null, Json.object(), null, false, Map.of());
    }

    public RequestMeta withClientCapabilities(Json changed) {
        return new RequestMeta(clientInfo, changed, logLevel, wantsProgress, foreign);
    }

    /** The {@code name} of the client, as it calls itself. */
    public Optional<String> clientName() {
        return clientInfo == null ? Optional.empty() : clientInfo.text("name");
    }

    public Optional<LogLevel> wantedLogLevel() {
        return Optional.ofNullable(logLevel);
    }
}
