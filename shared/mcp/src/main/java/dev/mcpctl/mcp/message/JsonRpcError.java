package dev.mcpctl.mcp.message;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * The error of a failed request, as it goes over the wire. {@code data} is there when it has
 * something to say.
 */
public record JsonRpcError(int code, String message, @Nullable Json data) {
    public JsonRpcError(int code, String message) {
        this(code, message, null);
    }

    /** An error as it came over the wire. */
    public static JsonRpcError of(Json json) {
        int code =
                json.get("code")
                        .flatMap(Json::asLong)
                        .filter(number -> number == number.intValue())
                        .map(Long::intValue)
                        .orElse(ErrorCodes.INTERNAL_ERROR);
        return new JsonRpcError(
                code, json.text("message").orElse(""), json.get("data").orElse(null));
    }

    public Optional<Json> detail() {
        return Optional.ofNullable(data);
    }

    public Json json() {
        Json json = Json.object("code", Json.of(code)).with("message", Json.of(message));
        return data == null ? json : json.with("data", data);
    }
}
