package dev.mcpctl.mcp.face;

import dev.mcpctl.mcp.exchange.Call;
import dev.mcpctl.mcp.exchange.Caller;
import dev.mcpctl.mcp.exchange.Cancellation;
import dev.mcpctl.mcp.exchange.CancelledException;
import dev.mcpctl.mcp.exchange.Deadline;
import dev.mcpctl.mcp.exchange.RequestMeta;
import dev.mcpctl.mcp.message.ErrorCodes;
import dev.mcpctl.mcp.message.Json;
import dev.mcpctl.mcp.message.JsonRpcError;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Response;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;
import dev.mcpctl.mcp.message.McpException;
import dev.mcpctl.mcp.message.Methods;
import dev.mcpctl.mcp.wire.Dialects;
import dev.mcpctl.mcp.wire.ModernForm;
import dev.mcpctl.mcp.wire.Revision;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes one request of a known client to the endpoint and its answer back, in the client's
 * revision. Runs on the request's own thread.
 */
final class RequestRunner {
    private static final Logger log = LoggerFactory.getLogger(RequestRunner.class);

    private final FaceSettings settings;

    RequestRunner(FaceSettings settings) {
        this.settings = settings;
    }

    /** The call that a request makes; its stream is the client's. */
    Call call(
            Request request,
            RequestMeta meta,
            Caller caller,
            Cancellation cancellation,
            RequestStream stream) {
        return Call.of(
                request.method(),
                request.params().without(ModernForm.META),
                meta,
                caller,
                Deadline.after(settings.callLimit()),
                cancellation,
                stream);
    }

    /**
     * The answer; none when the client has given the request up.
     *
     * @param out takes what belongs on the request's stream before its answer
     */
    Optional<Response> run(
            Request request,
            Target target,
            RequestMeta meta,
            @Nullable Json progressToken,
            Caller caller,
            Cancellation cancellation,
            Consumer<Notification> out) {
        var stream = new RequestStream(meta, progressToken, caller.revision(), out);
        Call call = call(request, meta, caller, cancellation, stream);
        Response response;
        try (var _ = cancellation.onCancel(Thread.currentThread()::interrupt)) {
            response = answer(request, caller.revision(), target.endpoint().call(call));
        } catch (CancelledException givenUp) {
            response = new Failure(request.id(), givenUp.error());
        } catch (UnanswerableException unanswered) {
            response = unanswerable(request, unanswered.error().message());
        } catch (McpException refused) {
            response = failure(request, caller.revision(), refused.error());
        } catch (RuntimeException bug) {
            log.error("request failed: target={} method={}", target.name(), request.method(), bug);
            response = new Failure(request.id(), McpException.internal("Internal error").error());
        } finally {
            stream.finish();
        }
        return cancellation.isCancelled() ? Optional.empty() : Optional.of(response);
    }

    private Response answer(Request request, Revision revision, Json result) {
        if (revision.isModern()) {
            return new Success(
                    request.id(),
                    ModernForm.completed(request.method(), result, settings.serverInfo()));
        }
        return new Success(request.id(), Dialects.result(revision, request.method(), result));
    }

    private static Response failure(Request request, Revision revision, JsonRpcError error) {
        if (revision.isModern()) {
            return new Failure(request.id(), error);
        }
        return error.code() == ErrorCodes.MISSING_CLIENT_CAPABILITY
                ? unanswerable(request, error.message())
                : new Failure(request.id(), ModernForm.legacyError(error, request.method()));
    }

    /**
     * What this client cannot be asked for; a model at least should read why its call came to
     * nothing.
     */
    private static Response unanswerable(Request request, String why) {
        boolean isOfTool =
                request.method().equals(Methods.TOOLS_CALL)
                        || request.method().equals(Methods.TASKS_RESULT);
        if (!isOfTool) {
            return new Failure(request.id(), McpException.internal(why).error());
        }
        Json block = Json.object("type", Json.of("text")).with("text", Json.of(why));
        return new Success(
                request.id(),
                Json.object("content", Json.array(List.of(block))).with("isError", Json.of(true)));
    }
}
