package dev.mcpctl.mcp.exchange;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.McpException;

/** How a call ended. */
public sealed interface Outcome {
    record Answered(Json result) implements Outcome {}

    record Failed(JsonRpcError error) implements Outcome {}

    /** The result, or the error thrown. */
    default Json orThrow() {
        return switch (this) {
            case Answered(Json result) -> result;
            case Failed(JsonRpcError error) -> throw new McpException(error);
        };
    }
}
