package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.LogLevel;
import dev.mcpctl.mcp.exchange.SubscriptionFilter;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.ClientCapabilities;
import dev.mcpctl.mcp.wire.Extensions;
import dev.mcpctl.mcp.wire.InputRequired;
import dev.mcpctl.mcp.wire.MetaKeys;
import dev.mcpctl.mcp.wire.ModernForm;
import dev.mcpctl.mcp.wire.Question;
import dev.mcpctl.mcp.wire.Revision;
import dev.mcpctl.mcp.wire.TaskForm;
import dev.mcpctl.mcp.wire.TraceContext;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server of 2026-07-28: every request says who asks and in which version.
 *
 * @param clientInfo what we call ourselves
 * @param peer whether the server is our own other half, or somebody else's
 */
record StatelessForm(String server, Json clientInfo, Peer peer) implements EraForm {
    /** To whom a client's own words may be passed. */
    enum Peer {
        /** Is told what the client can do, and by which handle its conversation goes. */
        OUR_OTHER_HALF,
        /** Is told of our client what it can be asked for, as far as we relay that. */
        FOREIGN
    }

    /** Params of {@code server/discover} and of what else we ask for ourselves. */
    Json ownParams(Json params) {
        return params.with(ModernForm.META, Json.object(base(Json.object(), clientInfo)));
    }

    /**
     * What a result of {@code server/discover} says, when it is one and offers a revision that we
     * speak without a handshake.
     */
    Optional<Discovery> discovery(Json result) {
        Optional<Json> versions = result.get("supportedVersions").filter(Json::isArray);
        boolean isSpoken =
                versions.map(StatelessForm::texts)
                        .orElse(List.of())
                        .contains(Revision.MODERN.label());
        if (!isSpoken) {
            return Optional.empty();
        }
        return Optional.of(
                new Discovery(
                        Revision.MODERN,
                        peer == Peer.OUR_OTHER_HALF
                                ? result.get("capabilities").orElse(Json.object())
                                : ModernForm.relayedCapabilities(
                                        result.get("capabilities").orElse(Json.object())),
                        result.get(ModernForm.META)
                                .flatMap(meta -> meta.get(MetaKeys.SERVER_INFO))
                                .orElse(Json.object()),
                        result.text("instructions").orElse(null),
                        Instant.now()));
    }

    static List<String> texts(Json array) {
        return array.elements().stream().map(Json::asText).toList();
    }

    /** An event of a listen of ours, without our id of it. */
    static Notification untagged(Notification event) {
        Json params = event.params();
        Optional<Json> meta = params.get(ModernForm.META);
        return meta.isEmpty()
                ? event
                : new Notification(
                        event.method(),
                        params.with(ModernForm.META, meta.get().without(MetaKeys.SUBSCRIPTION_ID)));
    }

    /** What an acknowledgement of a listen of ours promises. */
    static SubscriptionFilter acknowledged(Notification acknowledgement) {
        try {
            return SubscriptionFilter.of(acknowledgement.params());
        } catch (McpException malformed) {
            return SubscriptionFilter.none();
        }
    }

    @Override
    public Json params(Call call, @Nullable Json progressToken) {
        boolean isOurs = peer == Peer.OUR_OTHER_HALF;
        Json itsInfo = call.meta().clientInfo();
        Map<String, Json> meta =
                base(
                        isOurs
                                ? call.meta().clientCapabilities()
                                : ClientCapabilities.relayed(call.meta().clientCapabilities()),
                        isOurs && itsInfo != null ? itsInfo : clientInfo);
        LogLevel level = call.meta().logLevel();
        if (level != null) {
            meta.put(MetaKeys.LOG_LEVEL, Json.of(level.label()));
        }
        if (progressToken != null) {
            meta.put(MetaKeys.PROGRESS_TOKEN, progressToken);
        }
        if (isOurs) {
            meta.put(MetaKeys.CONVERSATION, Json.of(call.caller().conversation()));
        }
        meta.putAll(TraceContext.reparented(call.meta().foreign()));
        return call.params().with(ModernForm.META, Json.object(meta));
    }

    /** Tells our other half that a conversation is over. */
    Notification conversationOver(Caller caller) {
        Map<String, Json> meta = base(Json.object(), clientInfo);
        meta.put(MetaKeys.CONVERSATION, Json.of(caller.conversation()));
        return new Notification(
                Methods.CONVERSATION_OVER, Json.object(ModernForm.META, Json.object(meta)));
    }

    private static Map<String, Json> base(Json capabilities, Json info) {
        Map<String, Json> meta = new LinkedHashMap<>();
        meta.put(MetaKeys.PROTOCOL_VERSION, Json.of(Revision.MODERN.label()));
        meta.put(MetaKeys.CLIENT_CAPABILITIES, capabilities);
        meta.put(MetaKeys.CLIENT_INFO, info);
        return meta;
    }

    @Override
    public Json result(Call call, Response response) {
        return switch (response) {
            case Success(RequestId _, Json result) -> {
                boolean isKnown =
                        ModernForm.isKnownResult(call.method(), result)
                                && (!TaskForm.isTask(result) || knowsTasks(call));
                if (!isKnown) {
                    throw McpException.upstream(
                            server,
                            "server \""
                                    + server
                                    + "\" answered with an unknown type of result: "
                                    + result.get("resultType").orElse(Json.nothing()));
                }
                Json own = ModernForm.withoutServerInfo(result);
                if (!own.has("resultType")) {
                    yield own.with("resultType", Json.of(ModernForm.COMPLETE));
                }
                yield ModernForm.needsInput(own) ? asked(call, own) : ofTask(call, own);
            }
            case Failure(RequestId _, JsonRpcError error) ->
                    throw new McpException(relayed(call, error));
        };
    }

    /** Of an extension both sides have to know. */
    private static boolean knowsTasks(Call call) {
        return Extensions.isIn(call.meta().clientCapabilities(), Extensions.TASKS);
    }

    /** What is said of a task is complete, whatever it is called. */
    private static Json ofTask(Call call, Json result) {
        return TaskForm.isRequest(call.method())
                ? result.with("resultType", Json.of(ModernForm.COMPLETE))
                : result;
    }

    /** What a server wants to know, as far as this client can be asked. */
    private Json asked(Call call, Json result) {
        InputRequired asked;
        try {
            asked = InputRequired.of(result);
        } catch (McpException malformed) {
            throw McpException.upstream(server, server + ": " + malformed.getMessage());
        }
        for (Question question : asked.questions().values()) {
            Optional<Json> lacking = question.lackingIn(call.meta().clientCapabilities());
            if (lacking.isPresent()) {
                throw new McpException(
                        new JsonRpcError(
                                ErrorCodes.MISSING_CLIENT_CAPABILITY,
                                server
                                        + " asks for "
                                        + question.method()
                                        + ", which this client does not declare",
                                Json.object("requiredCapabilities", lacking.get())));
            }
        }
        return asked.json();
    }

    private JsonRpcError relayed(Call call, JsonRpcError error) {
        if (ModernForm.isClientsLack(error, call.meta().clientCapabilities())) {
            return error;
        }
        return ModernForm.relayedError(
                error, call.method(), call.params().text("uri").orElse(""), server);
    }
}
