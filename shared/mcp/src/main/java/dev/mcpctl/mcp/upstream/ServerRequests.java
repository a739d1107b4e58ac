package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;

/**
 * What a server behind us gets when it asks something: none was told that it may, but every one may
 * ask whether we live.
 */
final class ServerRequests {
    private ServerRequests() {}

    static Response answer(Request request) {
        return request.method().equals(Methods.PING)
                ? new Success(request.id(), Json.object())
                : new Failure(request.id(), McpException.methodNotFound(request.method()).error());
    }
}
