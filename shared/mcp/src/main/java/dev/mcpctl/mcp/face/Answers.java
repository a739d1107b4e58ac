package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.message.RequestId;
import dev.mcpctl.mcp.wire.Question;

/** What a handshake-era client answers, as a server of 2026-07-28 is told it. */
final class Answers {
    private Answers() {}

    /**
     * @throws UnanswerableException when the client refuses what cannot be refused in that form, or
     *     answers something else
     */
    static Json of(Question question, Response response) {
        return switch (response) {
            case Success(RequestId _, Json result) -> {
                if (!question.isAnsweredBy(result)) {
                    throw new UnanswerableException(
                            "The client answered " + question.method() + " with something else.");
                }
                yield result;
            }
            case Failure(RequestId _, JsonRpcError error) -> refused(question, error);
        };
    }

    /** Only of an elicitation the other form says that nothing came of it. */
    private static Json refused(Question question, JsonRpcError error) {
        if (question.method().equals(Methods.ELICIT)) {
            return Json.object("action", Json.of("cancel"));
        }
        throw new UnanswerableException(
                "The client refused " + question.method() + ": " + error.message());
    }
}
