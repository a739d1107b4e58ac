package dev.mcpctl.mcp.message;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads messages, each in one pass. Stateless. Unknown envelope members are tolerated and dropped.
 */
public final class MessageReader {
    private MessageReader() {}

    /**
     * What these bytes hold; never throws for what a peer sent. The array becomes the message's: do
     * not write to it afterwards.
     */
    public static Frame read(byte[] utf8) {
        return read(utf8, 0, utf8.length);
    }

    public static Frame read(byte[] utf8, int offset, int length) {
        int start = startsWithByteOrderMark(utf8, offset, length) ? offset + 3 : offset;
        Json json;
        try {
            json = JsonScanner.STANDARD.scan(utf8, start, offset + length - start);
        } catch (McpException malformed) {
            return new Frame.Malformed(null, malformed.error());
        }
        if (!json.isArray()) {
            return message(json);
        }
        List<Frame> items = new ArrayList<>();
        try {
            for (Json element : json.elements()) {
                items.add(message(element));
            }
        } catch (McpException malformed) {
            return new Frame.Malformed(null, malformed.error());
        }
        return items.isEmpty() ? invalid(null, "empty batch") : new Frame.Batch(items);
    }

    private static Frame message(Json json) {
        if (!json.isObject()) {
            return invalid(null, "a message is a JSON object");
        }
        Map<String, Json> members = json.members();
        Json idJson = members.get("id");
        RequestId id = null;
        if (idJson != null && !idJson.isNull()) {
            try {
                id = RequestId.of(idJson);
            } catch (McpException unusable) {
                return new Frame.Malformed(null, unusable.error());
            }
        }
        Json version = members.get("jsonrpc");
        if (version == null || !version.isText() || !version.asText().equals("2.0")) {
            return invalid(id, "\"jsonrpc\" must be \"2.0\"");
        }
        return members.containsKey("method") ? call(members, id, idJson) : response(members, id);
    }

    private static Frame call(
            Map<String, Json> members, @Nullable RequestId id, @Nullable Json idJson) {
        Json method = members.get("method");
        if (method == null || !method.isText()) {
            return invalid(id, "\"method\" must be a string");
        }
        if (members.containsKey("result") || members.containsKey("error")) {
            return invalid(id, "neither a request nor a response");
        }
        if (idJson != null && id == null) {
            return invalid(null, "id must be a string or an integer");
        }
        Json params = members.getOrDefault("params", Json.object());
        if (!params.isObject()) {
            return invalid(id, "\"params\" must be an object");
        }
        return new Frame.Single(
                id == null
                        ? new JsonRpcMessage.Notification(method.asText(), params)
                        : new JsonRpcMessage.Request(id, method.asText(), params));
    }

    private static Frame response(Map<String, Json> members, @Nullable RequestId id) {
        Json result = members.get("result");
        Json error = members.get("error");
        if (error != null && error.isObject() && result == null) {
            return new Frame.Single(new JsonRpcMessage.Failure(id, JsonRpcError.of(error)));
        }
        if (result != null && error == null && id != null) {
            return new Frame.Single(new JsonRpcMessage.Success(id, result));
        }
        return invalid(id, "neither a request nor a response");
    }

    private static Frame invalid(@Nullable RequestId id, String message) {
        return new Frame.Malformed(id, new JsonRpcError(ErrorCodes.INVALID_REQUEST, message));
    }

    private static boolean startsWithByteOrderMark(byte[] utf8, int offset, int length) {
        return length >= 3
                && utf8[offset] == (byte) 0xEF
                && utf8[offset + 1] == (byte) 0xBB
                && utf8[offset + 2] == (byte) 0xBF;
    }
}
