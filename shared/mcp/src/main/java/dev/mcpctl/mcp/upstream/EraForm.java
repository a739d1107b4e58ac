package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;

import org.jspecify.annotations.Nullable;

/** How a server of one era is asked and understood. */
sealed interface EraForm permits LegacyForm, StatelessForm {
    /**
     * Params of a request as this server wants them.
     *
     * @param progressToken under which it may report progress
     * @throws dev.mcpctl.mcp.message.McpException when this server does not have the method
     */
    Json params(Call call, @Nullable Json progressToken);

    /**
     * What a response means, in modern form.
     *
     * @throws dev.mcpctl.mcp.message.McpException the error it means
     */
    Json result(Call call, Response response);
}
