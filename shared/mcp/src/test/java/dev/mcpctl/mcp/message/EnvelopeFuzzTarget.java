package dev.mcpctl.mcp.message;

import com.fasterxml.jackson.databind.JsonNode;

import dev.mcpctl.mcp.fuzz.Expect;
import dev.mcpctl.mcp.message.JsonRpcMessage.Failure;
import dev.mcpctl.mcp.message.JsonRpcMessage.Notification;
import dev.mcpctl.mcp.message.JsonRpcMessage.Request;
import dev.mcpctl.mcp.message.JsonRpcMessage.Success;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Any bytes are a message, a batch or malformed. What was read is the same when it is written and
 * read again, in one line; and the index of a value's members says what its tree says.
 */
public final class EnvelopeFuzzTarget {
    private static final int PADDING = 3;

    private EnvelopeFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Frame frame = MessageReader.read(input.clone());
        byte[] padded = new byte[input.length + 2 * PADDING];
        System.arraycopy(input, 0, padded, PADDING, input.length);

        Frame within = MessageReader.read(padded, PADDING, input.length);

        Expect.same("read from the middle of an array", said(within), said(frame));
        switch (frame) {
            case Frame.Single(JsonRpcMessage message) -> survives(message);
            case Frame.Batch(List<Frame> items) -> items.forEach(EnvelopeFuzzTarget::survives);
            case Frame.Malformed malformed -> survives(malformed);
        }
    }

    private static void survives(Frame item) {
        switch (item) {
            case Frame.Single(JsonRpcMessage message) -> survives(message);
            case Frame.Malformed(RequestId id, JsonRpcError error) ->
                    survives(new Failure(id, error));
            case Frame.Batch batch -> throw new AssertionError("a batch in a batch: " + batch);
        }
    }

    private static void survives(JsonRpcMessage message) {
        byte[] line = message.toLine();

        for (int i = 0; i < line.length - 1; i++) {
            Expect.that(line[i] != '\n' && line[i] != '\r', "one line", text(line));
        }
        Expect.that(line[line.length - 1] == '\n', "an ended line", text(line));
        Frame again = MessageReader.read(line);
        Expect.same("read again", said(again), said(message));
        switch (message) {
            case Request request -> isConsistent(request.params());
            case Notification notification -> isConsistent(notification.params());
            case Success success -> isConsistent(success.result());
            case Failure failure -> failure.error().detail().ifPresent(data -> isConsistent(data));
        }
    }

    private static void isConsistent(Json json) {
        byte[] written = json.toBytes();
        Expect.same("bytes announced", json.size(), written.length);
        JsonNode tree;
        try {
            tree = json.tree();
        } catch (McpException namedTwice) {
            return;
        }
        Expect.same("written as it came", Json.parse(written).toString(), json.toString());
        means("parsed again", Json.parse(written).tree(), tree);
        Json edited = json.isObject() ? json.with("\uD83D\uDE00", Json.of("\u20AC")) : json;
        if (json.isObject() && !json.has("\uD83D\uDE00")) {
            Json back = Json.parse(edited.toBytes()).without("\uD83D\uDE00");
            means("a member added and taken away", back.tree(), tree);
        }
        means("a tree written", Json.parse(Json.of(tree).toBytes()).tree(), tree);
        isConsistent(json, tree);
    }

    /** A tree keeps what a number is, not how it was spelled: 0e3 is 0. */
    private static void means(String what, JsonNode actual, JsonNode expected) {
        boolean isSame = actual.equals(EnvelopeFuzzTarget::byValue, expected);
        Expect.that(isSame, what + " instead of " + expected, actual);
    }

    private static int byValue(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }

    private static void isConsistent(Json json, JsonNode tree) {
        Expect.same("an object", json.isObject(), tree.isObject());
        Expect.same("an array", json.isArray(), tree.isArray());
        Expect.same("text", json.isText(), tree.isTextual());
        Expect.same("a number", json.isNumber(), tree.isNumber());
        Expect.same("nothing", json.isNull(), tree.isNull());
        if (tree.isTextual()) {
            Expect.same("text", json.asText(), tree.textValue());
        }
        json.asLong().ifPresent(number -> Expect.same("number", number, tree.longValue()));
        List<String> names = new ArrayList<>();
        tree.fieldNames().forEachRemaining(names::add);
        Expect.same("names", List.copyOf(json.members().keySet()), names);
        json.members().forEach((name, member) -> isConsistent(member, tree.get(name)));
        Expect.same("length", json.elements().size(), tree.isArray() ? tree.size() : 0);
        for (int i = 0; i < json.elements().size(); i++) {
            isConsistent(json.elements().get(i), tree.get(i));
        }
    }

    private static String said(Frame frame) {
        return switch (frame) {
            case Frame.Single(JsonRpcMessage message) -> said(message);
            case Frame.Batch(List<Frame> items) ->
                    items.stream().map(EnvelopeFuzzTarget::said).toList().toString();
            case Frame.Malformed(RequestId id, JsonRpcError error) ->
                    "malformed " + id + " " + error.code();
        };
    }

    private static String said(JsonRpcMessage message) {
        return switch (message) {
            case Request(RequestId id, String method, Json params) ->
                    "request " + id + " " + method + " " + onOneLine(params);
            case Notification(String method, Json params) ->
                    "notification " + method + " " + onOneLine(params);
            case Success(RequestId id, Json result) -> "success " + id + " " + onOneLine(result);
            case Failure(RequestId id, JsonRpcError error) ->
                    "failure "
                            + id
                            + " "
                            + error.code()
                            + " "
                            + error.message()
                            + " "
                            + error.detail().map(EnvelopeFuzzTarget::onOneLine);
        };
    }

    private static String onOneLine(Json json) {
        return json.toString().replace('\n', ' ').replace('\r', ' ');
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
