package dev.mcpctl.mcp.upstream;

import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Question;

/** What a server behind us gets when it asks something that does not go on to a client. */
final class ServerRequests {
    private ServerRequests() {}

    /** Whether it is for a client to answer. */
    static boolean isQuestion(Request request) {
        return new Question(request.method(), request.params()).isKnown();
    }

    /** Every server may ask whether we live; a question without a call of its own is nobody's. */
    static Response answer(Request request) {
        if (request.method().equals(Methods.PING)) {
            return new Success(request.id(), Json.object());
        }
        return isQuestion(request)
                ? refused(
                        request,
                        "cannot be put to anybody: it is not clear for which call it is asked;"
                                + " sessionMode: perUser gives each user a server of their own")
                : new Failure(request.id(), McpException.methodNotFound(request.method()).error());
    }

    /** To a question that is asked while there is nobody to ask. */
    static Response uncalled(Request question) {
        return refused(
                question, "cannot be put to anybody: no call is open that it could be about");
    }

    /** To a question that the client of its call cannot be asked. */
    static Response undeclared(Request question) {
        return refused(question, "is not offered by the client of this call");
    }

    /** To a question whose client never came back with an answer. */
    static Response withdrawn(Request question) {
        return question.method().equals(Methods.ELICIT)
                ? new Success(question.id(), Json.object("action", Json.of("cancel")))
                : refused(question, "was not answered by the client of this call");
    }

    private static Response refused(Request question, String why) {
        return new Failure(
                question.id(),
                new JsonRpcError(ErrorCodes.INVALID_PARAMS, question.method() + " " + why));
    }
}
