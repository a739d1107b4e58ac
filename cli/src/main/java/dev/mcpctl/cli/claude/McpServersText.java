package dev.mcpctl.cli.claude;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * The text of a {@code .mcp.json}, into which one entry is put and everything else left as it
 * stands, byte for byte. Immutable.
 */
final class McpServersText {
    private static final String SERVERS = "mcpServers";
    private static final String DEFAULT_INDENT = "  ";

    private final String text;
    private final ObjectNode tree;
    private final String indent;

    /**
     * @param name how messages call the file
     * @param text blank: a new file
     */
    McpServersText(String name, String text) {
        this.text = text.isBlank() ? "{}\n" : text;
        try {
            if (!(JsonCodec.read(this.text) instanceof ObjectNode object)) {
                throw new Problem(ProblemType.LOCAL, name + ": expected a JSON object");
            }
            tree = object;
        } catch (Problem e) {
            throw e.type() == ProblemType.LOCAL
                    ? e
                    : new Problem(ProblemType.LOCAL, name + ": " + e.detail());
        }
        if (tree.has(SERVERS) && !tree.get(SERVERS).isObject()) {
            throw new Problem(ProblemType.LOCAL, name + ": " + SERVERS + ": expected an object");
        }
        indent = indentOf(this.text);
    }

    Optional<JsonNode> entry(String key) {
        return Optional.ofNullable(tree.path(SERVERS).get(key));
    }

    /** The text with the entry added or replaced. */
    String with(String key, ObjectNode entry) {
        Span root = spanOf();
        if (!tree.has(SERVERS)) {
            ObjectNode servers = JsonCodec.object();
            servers.set(key, entry);
            return added(root, SERVERS, servers, 1);
        }
        if (entry(key).isEmpty()) {
            return added(spanOf(SERVERS), key, entry, 2);
        }
        Span old = spanOf(SERVERS, key);
        return text.substring(0, old.start)
                + rendered(entry, indent.repeat(2))
                + text.substring(old.end);
    }

    private String added(Span object, String key, ObjectNode value, int depth) {
        int close = object.end - 1;
        int last = close;
        while (Character.isWhitespace(text.charAt(last - 1))) {
            last--;
        }
        boolean isEmpty = last == object.start + 1;
        String margin = indent.repeat(depth);
        String member =
                "\n"
                        + margin
                        + JsonCodec.text(JsonCodec.object().textNode(key))
                        + ": "
                        + rendered(value, margin);
        return isEmpty
                ? text.substring(0, last)
                        + member
                        + "\n"
                        + indent.repeat(depth - 1)
                        + text.substring(close)
                : text.substring(0, last) + "," + member + text.substring(last);
    }

    /** Objects a member a line, lists on one line. */
    private String rendered(JsonNode value, String margin) {
        StringBuilder json = new StringBuilder();
        if (value.isObject() && !value.isEmpty()) {
            json.append("{\n");
            Iterator<Map.Entry<String, JsonNode>> members = value.properties().iterator();
            while (members.hasNext()) {
                Map.Entry<String, JsonNode> member = members.next();
                json.append(margin)
                        .append(indent)
                        .append(JsonCodec.text(JsonCodec.object().textNode(member.getKey())))
                        .append(": ")
                        .append(rendered(member.getValue(), margin + indent))
                        .append(members.hasNext() ? ",\n" : "\n");
            }
            return json.append(margin).append('}').toString();
        }
        if (value.isArray()) {
            json.append('[');
            String separator = "";
            for (JsonNode element : value) {
                json.append(separator).append(rendered(element, margin));
                separator = ", ";
            }
            return json.append(']').toString();
        }
        return JsonCodec.text(value);
    }

    /** Where the value at the end of a path of keys stands. */
    private Span spanOf(String... path) {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            for (String key : path) {
                enter(parser, key);
            }
            int start = (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            parser.finishToken();
            return new Span(start, (int) parser.currentLocation().getCharOffset());
        } catch (IOException e) {
            throw new IllegalStateException("a text that was read before", e);
        }
    }

    private static void enter(JsonParser parser, String key) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isIt = parser.currentName().equals(key);
            parser.nextToken();
            if (isIt) {
                return;
            }
            parser.skipChildren();
        }
        throw new IllegalStateException("no member \"" + key + "\"");
    }

    private static String indentOf(String text) {
        int lineEnd = text.indexOf('\n');
        int end = lineEnd + 1;
        while (lineEnd >= 0
                && end < text.length()
                && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
            end++;
        }
        return lineEnd < 0 || end == lineEnd + 1
                ? DEFAULT_INDENT
                : text.substring(lineEnd + 1, end);
    }

    /** From the first character to behind the last. */
    private record Span(int start, int end) {}

    @Override
    public String toString() {
        return text;
    }
}
