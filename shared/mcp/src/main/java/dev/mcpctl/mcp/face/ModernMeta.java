package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.exchange.LogLevel;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.Extensions;
import dev.mcpctl.mcp.wire.MetaKeys;
import dev.mcpctl.mcp.wire.ModernForm;
import dev.mcpctl.mcp.wire.Revision;
import dev.mcpctl.mcp.wire.TaskForm;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code _meta} of one 2026-07-28 request, taken apart.
 *
 * @param version what the request says it is written in; not yet checked
 * @param conversation our own handle, when the client is our other half
 */
record ModernMeta(
        String version,
        RequestMeta meta,
        @Nullable Json progressToken,
        @Nullable String conversation) {

    /** Whether params say that they are of the stateless era, rightly or not. */
    static boolean isClaimedBy(Json params) {
        return params.get(ModernForm.META)
                .filter(meta -> meta.has(MetaKeys.PROTOCOL_VERSION))
                .isPresent();
    }

    /**
     * @throws McpException {@code -32602} when a required key is missing or one is not as it should
     *     be
     */
    static ModernMeta of(Json params) {
        Json meta =
                params.get(ModernForm.META)
                        .filter(Json::isObject)
                        .orElseThrow(() -> McpException.invalidParams("params._meta is required"));
        String version =
                meta.text(MetaKeys.PROTOCOL_VERSION)
                        .orElseThrow(() ->
                                McpException.invalidParams(
                                        "params._meta[\""
                                                + MetaKeys.PROTOCOL_VERSION
                                                + "\"] is required, a string"));
        Json capabilities =
                meta.get(MetaKeys.CLIENT_CAPABILITIES)
                        .filter(Json::isObject)
                        .orElseThrow(() ->
                                McpException.invalidParams(
                                        "params._meta[\""
                                                + MetaKeys.CLIENT_CAPABILITIES
                                                + "\"] is required, an object"));
        Json token = progressToken(meta);
        return new ModernMeta(
                version,
                new RequestMeta(
                        meta.get(MetaKeys.CLIENT_INFO).filter(Json::isObject).orElse(null),
                        capabilities,
                        logLevel(meta),
                        token != null,
                        foreign(meta)),
                token,
                meta.text(MetaKeys.CONVERSATION).filter(handle -> !handle.isEmpty()).orElse(null));
    }

    /**
     * @throws McpException {@code -32022}, listing what there is, when nobody here speaks this
     *     version
     */
    static void requireSupported(String version) {
        if (!Revision.modernLabels().contains(version)) {
            Json supported = Json.array(Revision.modernLabels().stream().map(Json::of).toList());
            throw new McpException(
                    new JsonRpcError(
                            ErrorCodes.UNSUPPORTED_PROTOCOL_VERSION,
                            "Unsupported protocol version: " + version,
                            Json.object("supported", supported)
                                    .with("requested", Json.of(version))));
        }
    }

    /**
     * @throws McpException {@code -32021} for a request of an extension that this one does not
     *     declare
     */
    void requireDeclared(String method) {
        if (TaskForm.isRequest(method)
                && !Extensions.isIn(meta.clientCapabilities(), Extensions.TASKS)) {
            Json required = Extensions.with(Json.object(), Extensions.TASKS, Json.object());
            throw new McpException(
                    new JsonRpcError(
                            ErrorCodes.MISSING_CLIENT_CAPABILITY,
                            method + " is of the extension " + Extensions.TASKS,
                            Json.object("requiredCapabilities", required)));
        }
    }

    /**
     * A response as this client is to see it: what the two daemons tell one another is left out.
     */
    Response shown(String method, Response response) {
        return conversation == null
                        && method.equals(Methods.TOOLS_LIST)
                        && response instanceof Success(RequestId id, Json result)
                ? new Success(id, TaskForm.withoutSupport(result))
                : response;
    }

    static @Nullable Json progressToken(Json meta) {
        return meta.get(MetaKeys.PROGRESS_TOKEN)
                .filter(token -> token.isText() || token.isNumber())
                .orElse(null);
    }

    /** What of a client's {@code _meta} goes on to the next hop. */
    static Map<String, Json> foreign(Json meta) {
        Map<String, Json> foreign = new LinkedHashMap<>();
        meta.members()
                .forEach((key, value) -> {
                    if (MetaKeys.isForeign(key)) {
                        foreign.put(key, value);
                    }
                });
        return foreign;
    }

    private static @Nullable LogLevel logLevel(Json meta) {
        Optional<Json> wanted = meta.get(MetaKeys.LOG_LEVEL);
        return wanted.isEmpty()
                ? null
                : LogLevel.of(wanted.get().asText())
                        .orElseThrow(() ->
                                McpException.invalidParams("unknown log level " + wanted.get()));
    }
}
