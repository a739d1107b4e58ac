package dev.mcpctl.mcp.message;

import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;

/** Puts the envelope around what is inside, which is copied as it stands. */
final class MessageWriter {
    private static final int ENVELOPE_BYTES = 96;

    private MessageWriter() {}

    /**
     * One message without a line break in it: that can only stand between tokens, where a blank
     * does as well.
     */
    static byte[] write(JsonRpcMessage message) {
        return onOneLine(envelope(message)).toArray();
    }

    /** As {@link #write}, ended by a line feed. */
    static byte[] writeLine(JsonRpcMessage message) {
        ByteSink out = onOneLine(envelope(message));
        out.write('\n');
        return out.toArray();
    }

    private static ByteSink envelope(JsonRpcMessage message) {
        return switch (message) {
            case Request(RequestId id, String method, Json params) -> {
                ByteSink out = start(params.size() + method.length() + id.value().length());
                out.write(",\"id\":");
                id.json().writeTo(out);
                yield end(called(out, method, params));
            }
            case Notification(String method, Json params) ->
                    end(called(start(params.size() + method.length()), method, params));
            case Success(RequestId id, Json result) -> {
                ByteSink out = start(result.size() + id.value().length());
                out.write(",\"id\":");
                id.json().writeTo(out);
                out.write(",\"result\":");
                result.writeTo(out);
                yield end(out);
            }
            case Failure(RequestId id, JsonRpcError error) -> {
                Json json = error.json();
                ByteSink out = start(json.size());
                if (id != null) {
                    out.write(",\"id\":");
                    id.json().writeTo(out);
                }
                out.write(",\"error\":");
                json.writeTo(out);
                yield end(out);
            }
        };
    }

    private static ByteSink onOneLine(ByteSink out) {
        out.replaceLineBreaks();
        return out;
    }

    private static ByteSink start(int inside) {
        var out = new ByteSink(inside + ENVELOPE_BYTES);
        out.write("{\"jsonrpc\":\"2.0\"");
        return out;
    }

    private static ByteSink called(ByteSink out, String method, Json params) {
        out.write(",\"method\":");
        out.write(Json.quoted(method));
        out.write(",\"params\":");
        params.writeTo(out);
        return out;
    }

    private static ByteSink end(ByteSink out) {
        out.write('}');
        return out;
    }
}
