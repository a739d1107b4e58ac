package dev.mcpctl.localproxy.control;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.McpEndpoint;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Revision;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One tool call in plain JSON: {@code {"tool": "server/tool", "arguments": {…}}} in, the tool's
 * result out, also when the tool failed; anything else is a problem. Blocks.
 */
final class CallRoute {
    private static final Json CLIENT =
            Json.object("name", Json.of("mcplocal-call")).with("version", Json.of("1"));

    private final String principal;
    private final Duration limit;

    CallRoute(String principal, Duration limit) {
        this.principal = principal;
        this.limit = limit;
    }

    /**
     * @throws Problem NOT_FOUND for an unknown tool, UPSTREAM or UNAVAILABLE when it could not be
     *     called
     */
    byte[] call(McpEndpoint endpoint, byte[] body, Cancellation cancellation) {
        Json params = params(body);
        Call call =
                Call.of(
                        Methods.TOOLS_CALL,
                        params,
                        new RequestMeta(CLIENT, Json.object(), null, false, Map.of()),
                        new Caller(principal, "call-" + UUID.randomUUID(), Revision.MODERN, false),
                        Deadline.after(limit),
                        cancellation,
                        ignored -> {});
        try {
            return endpoint.call(call).toBytes();
        } catch (McpException failed) {
            throw problem(failed.error());
        }
    }

    private static Json params(byte[] body) {
        JsonNode json = JsonCodec.read(body);
        JsonNode tool = json.path("tool");
        JsonNode arguments = json.path("arguments");
        if (!tool.isTextual()) {
            throw new Problem(
                    ProblemType.BAD_REQUEST,
                    "expected {\"tool\": \"server/tool\", \"arguments\": {}}; \"tool\" is missing");
        }
        if (!arguments.isObject() && !arguments.isMissingNode()) {
            throw new Problem(ProblemType.BAD_REQUEST, "\"arguments\": expected an object");
        }
        return Json.object("name", Json.of(tool.asText()))
                .with("arguments", arguments.isObject() ? Json.of(arguments) : Json.object());
    }

    private static Problem notFound(String tool, Optional<String> reason) {
        Problem plain = Problem.notFound("tools", tool);
        return reason.map(why -> new Problem(ProblemType.NOT_FOUND, plain.detail() + ": " + why))
                .orElse(plain);
    }

    private static Problem problem(JsonRpcError error) {
        Json data = error.detail().orElse(Json.nothing());
        if (error.code() == ErrorCodes.INVALID_PARAMS) {
            return data.text("tool")
                    .map(tool -> notFound(tool, data.text("reason")))
                    .orElseGet(() -> new Problem(ProblemType.BAD_REQUEST, error.message()));
        }
        if (data.has("mcpd")) {
            return new Problem(ProblemType.UNAVAILABLE, error.message());
        }
        String server =
                data.text("server")
                        .filter(name -> !error.message().contains("\"" + name + "\""))
                        .map(name -> "server \"" + name + "\": ")
                        .orElse("");
        return new Problem(
                ProblemType.UPSTREAM, server + error.message() + " (" + error.code() + ")");
    }
}
