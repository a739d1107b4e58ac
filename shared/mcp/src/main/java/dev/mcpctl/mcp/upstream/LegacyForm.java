package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.LogLevel;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.ClientCapabilities;
import dev.mcpctl.mcp.wire.Dialects;
import dev.mcpctl.mcp.wire.Extensions;
import dev.mcpctl.mcp.wire.InputRequired;
import dev.mcpctl.mcp.wire.MetaKeys;
import dev.mcpctl.mcp.wire.ModernForm;
import dev.mcpctl.mcp.wire.Question;
import dev.mcpctl.mcp.wire.Revision;
import dev.mcpctl.mcp.wire.TraceContext;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server with a handshake: version and capabilities were settled once, requests carry none of it.
 */
record LegacyForm(String server, Discovery discovery) implements EraForm {

    /**
     * Params of our {@code initialize}: the newest there is to negotiate, and all that can be asked
     * of any client: the server's lists are then the same for everybody.
     */
    static Json initializeParams(Json clientInfo) {
        return Json.object("protocolVersion", Json.of(Revision.NEWEST_LEGACY.label()))
                .with("capabilities", ClientCapabilities.everything())
                .with("clientInfo", clientInfo);
    }

    /**
     * What the server said of itself when we shook hands.
     *
     * @throws McpException when it wants a revision that we do not have
     */
    static Discovery discovery(String server, Response initialized) {
        Json result =
                switch (initialized) {
                    case Success(RequestId _, Json answer) -> answer;
                    case Failure(RequestId _, JsonRpcError error) ->
                            throw McpException.upstream(
                                    server,
                                    "server \""
                                            + server
                                            + "\" refused to initialize: "
                                            + error.message());
                };
        String version = result.text("protocolVersion").orElse("no version");
        Revision revision =
                Revision.of(version)
                        .filter(known -> !known.isModern())
                        .orElseThrow(() ->
                                McpException.upstream(
                                        server,
                                        "server \""
                                                + server
                                                + "\" speaks "
                                                + version
                                                + ", which is unknown here"));
        return new Discovery(
                revision,
                ModernForm.capabilitiesOfLegacy(
                        result.get("capabilities").filter(Json::isObject).orElse(Json.object())),
                result.get("serverInfo").filter(Json::isObject).orElse(Json.object()),
                result.text("instructions").orElse(null),
                Instant.now());
    }

    @Override
    public Json params(Call call, @Nullable Json progressToken) {
        requireDeclared(call.method());
        Json params = call.params().without(InputRequired.RESPONSES, InputRequired.STATE);
        if (call.method().equals(Methods.COMPLETE)
                && discovery.revision().isBefore(Revision.V2025_06_18)) {
            params = params.without("context");
        }
        Map<String, Json> meta =
                new LinkedHashMap<>(TraceContext.reparented(call.meta().foreign()));
        if (progressToken != null) {
            meta.put(MetaKeys.PROGRESS_TOKEN, progressToken);
        }
        return meta.isEmpty() ? params : params.with(ModernForm.META, Json.object(meta));
    }

    /** Whether its tools may be called as tasks. */
    boolean hasTasks() {
        return discovery.offers(Extensions.TASKS);
    }

    /** Both sides have to stay within what was negotiated. */
    private void requireDeclared(String method) {
        String kind = method.substring(0, Math.max(0, method.indexOf('/')));
        boolean isDeclared =
                switch (kind) {
                    case "tools", "prompts", "resources" -> discovery.has(kind);
                    // 2024-11-05 has completion without a capability for it.
                    case "completion" ->
                            discovery.has("completions")
                                    || discovery.revision() == Revision.V2024_11_05;
                    case "tasks" -> hasTasks();
                    default -> false;
                };
        if (!isDeclared) {
            throw McpException.methodNotFound(method);
        }
    }

    @Override
    public Json result(Call call, Response response) {
        return switch (response) {
            case Success(RequestId _, Json result) ->
                    ModernForm.ofLegacy(call.method(), result, hasTasks());
            case Failure(RequestId _, JsonRpcError error) -> {
                if (isUndeclaredCompletion(call, error)) {
                    yield noCompletion();
                }
                if (error.code() == ErrorCodes.URL_ELICITATION_REQUIRED
                        && ModernForm.mayNeedInput(call.method())) {
                    yield addresses(call, error);
                }
                String uri = call.params().text("uri").orElse("");
                throw new McpException(ModernForm.relayedError(error, call.method(), uri, server));
            }
        };
    }

    /** What a client answers, as this server understands it. */
    Json answer(Question question, Json answer) {
        return Dialects.answer(discovery.revision(), question, answer);
    }

    /**
     * Addresses to open before the call is made once more. The call has ended here, so that there
     * is nothing to go on with.
     * https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation
     */
    private Json addresses(Call call, JsonRpcError error) {
        Map<String, Question> questions = new LinkedHashMap<>();
        List<String> urls = new ArrayList<>();
        Json asked =
                error.detail().flatMap(data -> data.get("elicitations")).orElse(Json.nothing());
        for (Json each : asked.elements()) {
            Json params = each.with("mode", Json.of("url"));
            questions.put(
                    "url" + (questions.size() + 1), Question.ofHandshake(Methods.ELICIT, params));
            urls.add(params.text("url").orElse(""));
        }
        Json url = Json.object("elicitation", Json.object("url", Json.object()));
        boolean canOpen =
                call.meta()
                        .clientCapabilities()
                        .get("elicitation")
                        .filter(modes -> modes.has("url"))
                        .isPresent();
        if (questions.isEmpty() || !canOpen) {
            throw new McpException(
                    new JsonRpcError(
                            ErrorCodes.MISSING_CLIENT_CAPABILITY,
                            error.message() + " Open first: " + String.join(" ", urls),
                            Json.object("requiredCapabilities", url)));
        }
        return new InputRequired(questions, null).json();
    }

    private boolean isUndeclaredCompletion(Call call, JsonRpcError error) {
        return call.method().equals(Methods.COMPLETE)
                && error.code() == ErrorCodes.METHOD_NOT_FOUND
                && !discovery.has("completions");
    }

    private static Json noCompletion() {
        return Json.object("resultType", Json.of(ModernForm.COMPLETE))
                .with("completion", Json.object("values", Json.array(List.of())));
    }

    /**
     * The level that has to be set before the server logs as much as this call wants; none when it
     * does already.
     */
    Optional<LogLevel> levelToSet(Call call, LogLevel current) {
        return call.meta()
                .wantedLogLevel()
                .filter(wanted ->
                        discovery.has("logging")
                                && !current.equals(wanted)
                                && current.reaches(wanted));
    }
}
