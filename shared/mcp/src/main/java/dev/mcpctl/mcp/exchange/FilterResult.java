package dev.mcpctl.mcp.exchange;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;

/** What a filter wants done with a request. */
public sealed interface FilterResult {
    /** Go on with this call, changed or not. */
    record Forward(Call call) implements FilterResult {}

    /** Answer at once; neither later filters nor the upstream see the request. */
    record ShortCircuit(Json result) implements FilterResult {}

    record Reject(JsonRpcError error) implements FilterResult {}
}
