package dev.mcpctl.mcp.message;

import org.jspecify.annotations.Nullable;

/**
 * A request that is answered with an error. Thrown where the fault is known, written by the face.
 */
public class McpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient JsonRpcError error;

    public McpException(JsonRpcError error) {
        this(error, null);
    }

    public McpException(JsonRpcError error, @Nullable Throwable cause) {
        super(error.message(), cause);
        this.error = error;
    }

    public static McpException parseError(String message) {
        return new McpException(new JsonRpcError(ErrorCodes.PARSE_ERROR, message));
    }

    public static McpException invalidRequest(String message) {
        return new McpException(new JsonRpcError(ErrorCodes.INVALID_REQUEST, message));
    }

    public static McpException invalidParams(String message) {
        return new McpException(new JsonRpcError(ErrorCodes.INVALID_PARAMS, message));
    }

    public static McpException methodNotFound(String method) {
        return new McpException(
                new JsonRpcError(ErrorCodes.METHOD_NOT_FOUND, "Method not found: " + method));
    }

    public static McpException resourceNotFound(String uri) {
        return new McpException(
                new JsonRpcError(
                        ErrorCodes.INVALID_PARAMS,
                        "Resource not found: " + uri,
                        Json.object("uri", Json.of(uri))));
    }

    public static McpException internal(String message) {
        return new McpException(new JsonRpcError(ErrorCodes.INTERNAL_ERROR, message));
    }

    /** A server behind us that cannot answer; {@code data.server} names it. */
    public static McpException upstream(String server, String message) {
        return new McpException(
                new JsonRpcError(
                        ErrorCodes.INTERNAL_ERROR,
                        message,
                        Json.object("server", Json.of(server))));
    }

    public JsonRpcError error() {
        return error;
    }
}
