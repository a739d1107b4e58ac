package dev.mcpctl.mcp.wire;

import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.Methods;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What 2026-07-28 demands of every result, and how what comes from older servers gets there. */
public final class ModernForm {
    public static final String META = "_meta";
    public static final String COMPLETE = "complete";
    public static final String INPUT_REQUIRED = "input_required";

    /** Results that a client may keep, so that they say for how long. */
    private static final Set<String> CACHEABLE =
            Set.of(
                    Methods.DISCOVER,
                    Methods.TOOLS_LIST,
                    Methods.PROMPTS_LIST,
                    Methods.RESOURCES_LIST,
                    Methods.RESOURCES_TEMPLATES_LIST,
                    Methods.RESOURCES_READ);

    /** Requests that may be answered by a question; the last one is of 2025-11-25. */
    private static final Set<String> MAY_NEED_INPUT =
            Set.of(
                    Methods.TOOLS_CALL,
                    Methods.PROMPTS_GET,
                    Methods.RESOURCES_READ,
                    Methods.TASKS_RESULT);

    private static final Pattern SAYS_MISSING =
            Pattern.compile("(?i)not found|unknown resource|no such|does not exist|doesn't exist");

    private ModernForm() {}

    /** A result with everything a modern client must find in it; what is there stays. */
    public static Json completed(String method, Json result, Json serverInfo) {
        Json completed =
                result.has("resultType") ? result : result.with("resultType", Json.of(COMPLETE));
        if (CACHEABLE.contains(method) && isComplete(completed)) {
            if (completed.get("ttlMs").flatMap(Json::asLong).filter(ms -> ms >= 0).isEmpty()) {
                completed = completed.with("ttlMs", Json.of(0));
            }
            if (completed.text("cacheScope").isEmpty()) {
                completed = completed.with("cacheScope", Json.of("private"));
            }
        }
        Json meta = completed.get(META).filter(Json::isObject).orElse(Json.object());
        return completed.with(META, meta.with(MetaKeys.SERVER_INFO, serverInfo));
    }

    public static boolean isComplete(Json result) {
        return result.text("resultType").filter(type -> !type.equals(COMPLETE)).isEmpty();
    }

    /** Whether a result is none yet: the client is asked for something first. */
    public static boolean needsInput(Json result) {
        return result.text("resultType").filter(INPUT_REQUIRED::equals).isPresent();
    }

    /**
     * Whether a result is of a type that this method may have. A missing type is {@code complete}.
     */
    public static boolean isKnownResult(String method, Json result) {
        Optional<Json> type = result.get("resultType");
        return type.isEmpty()
                || type.get().asText().equals(COMPLETE)
                || (type.get().asText().equals(INPUT_REQUIRED) && MAY_NEED_INPUT.contains(method))
                || (type.get().asText().equals(TaskForm.TYPE) && mayBeTask(method));
    }

    /** What {@code tasks/get} says of a task is not one, though some servers write that it is. */
    private static boolean mayBeTask(String method) {
        return method.equals(Methods.TOOLS_CALL) || method.equals(Methods.TASKS_GET);
    }

    /** Whether a server may ask something before it answers this. */
    public static boolean mayNeedInput(String method) {
        return MAY_NEED_INPUT.contains(method);
    }

    /**
     * A result of a server's own, without what it says of itself: that is for its own client, us.
     */
    public static Json withoutServerInfo(Json result) {
        Optional<Json> meta = result.get(META);
        if (meta.isEmpty() || !meta.get().has(MetaKeys.SERVER_INFO)) {
            return result;
        }
        Json kept = meta.get().without(MetaKeys.SERVER_INFO);
        return kept.members().isEmpty() ? result.without(META) : result.with(META, kept);
    }

    /**
     * A result of a handshake-era server in modern form.
     *
     * @param hasTasks whether its tools may be called as tasks; what it says of that is kept
     */
    public static Json ofLegacy(String method, Json result, boolean hasTasks) {
        if (hasTasks && method.equals(Methods.TOOLS_CALL)) {
            Optional<Json> task = TaskForm.begun(result);
            if (task.isPresent()) {
                return task.get();
            }
        }
        Json typed = ModernForm.withoutServerInfo(result).with("resultType", Json.of(COMPLETE));
        return method.equals(Methods.TOOLS_LIST) && !hasTasks
                ? TaskForm.withoutSupport(typed)
                : typed;
    }

    /** Capabilities of a server without those that nobody relays. */
    public static Json relayedCapabilities(Json capabilities) {
        return Extensions.relayed(capabilities.without("tasks", "experimental"));
    }

    /** As {@link #relayedCapabilities}, of a server of the handshake era. */
    public static Json capabilitiesOfLegacy(Json capabilities) {
        Json relayed = Extensions.without(relayedCapabilities(capabilities), Extensions.TASKS);
        boolean hasTasks =
                capabilities
                        .get("tasks")
                        .flatMap(tasks -> tasks.get("requests"))
                        .flatMap(requests -> requests.get("tools"))
                        .filter(tools -> tools.has("call"))
                        .isPresent();
        return hasTasks ? Extensions.with(relayed, Extensions.TASKS, Json.object()) : relayed;
    }

    /**
     * An error from the next hop as the client's hop may show it.
     *
     * @param uri of a resource that was to be read, else the empty text
     */
    public static JsonRpcError relayedError(
            JsonRpcError error, String method, String uri, String server) {
        if (method.equals(Methods.RESOURCES_READ) && isMissingResource(error)) {
            Json data = error.detail().filter(Json::isObject).orElse(Json.object());
            return new JsonRpcError(
                    ErrorCodes.INVALID_PARAMS, error.message(), data.with("uri", Json.of(uri)));
        }
        if (ErrorCodes.isOfOneHop(error.code()) || error.code() == ErrorCodes.RESOURCE_NOT_FOUND) {
            Json data = Json.object("server", Json.of(server)).with("code", Json.of(error.code()));
            return new JsonRpcError(
                    ErrorCodes.INTERNAL_ERROR,
                    server + ": " + error.message(),
                    error.detail().map(detail -> data.with("detail", detail)).orElse(data));
        }
        return error;
    }

    /**
     * Servers disagree on the code for it, above all those with a handshake: -32002 by the
     * protocol, -32602, -32603 or 0 by what they are built with. Those say so in words.
     */
    private static boolean isMissingResource(JsonRpcError error) {
        return switch (error.code()) {
            case ErrorCodes.RESOURCE_NOT_FOUND -> true;
            case ErrorCodes.INVALID_PARAMS ->
                    error.detail().filter(data -> data.has("uri")).isPresent()
                            || SAYS_MISSING.matcher(error.message()).find();
            // With a server in its data it is our own, of one that cannot answer.
            case ErrorCodes.INTERNAL_ERROR, 0 ->
                    SAYS_MISSING.matcher(error.message()).find()
                            && error.detail().filter(data -> data.has("server")).isEmpty();
            default -> false;
        };
    }

    /**
     * Whether an error asks for a capability that this client did not declare, so that it is for
     * the client to know.
     */
    public static boolean isClientsLack(JsonRpcError error, Json clientCapabilities) {
        return error.code() == ErrorCodes.MISSING_CLIENT_CAPABILITY
                && error.detail()
                        .flatMap(data -> data.get("requiredCapabilities"))
                        .filter(Json::isObject)
                        .filter(required -> !contains(clientCapabilities, required))
                        .isPresent();
    }

    private static boolean contains(Json declared, Json required) {
        return required.members().entrySet().stream()
                .allMatch(member ->
                        declared.get(member.getKey())
                                .filter(there -> contains(there, member.getValue()))
                                .isPresent());
    }

    /** An error in modern form as a client of an older revision expects it. */
    public static JsonRpcError legacyError(JsonRpcError error, String method) {
        boolean isMissingResource =
                error.code() == ErrorCodes.INVALID_PARAMS
                        && method.equals(Methods.RESOURCES_READ)
                        && error.detail().filter(data -> data.has("uri")).isPresent();
        if (isMissingResource) {
            return new JsonRpcError(ErrorCodes.RESOURCE_NOT_FOUND, error.message(), error.data());
        }
        return ErrorCodes.isOfOneHop(error.code())
                ? new JsonRpcError(ErrorCodes.INTERNAL_ERROR, error.message(), error.data())
                : error;
    }
}
