package dev.mcpctl.mcp.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks JSON and notes where its values lie, in one pass. The members of the outer two levels are
 * noted, and of every {@code _meta} among them: an envelope, its {@code params} or {@code result},
 * and the metadata are what a hop looks at.
 */
final class JsonScanner {
    static final JsonScanner STANDARD = new JsonScanner(256);

    private static final int NOTED_LEVELS = 2;

    private final JsonMapper mapper;
    private final JsonFactory factory;

    JsonScanner(int maxDepth) {
        factory =
                JsonFactory.builder()
                        // Interning takes a lock of the whole JVM for names that strangers choose.
                        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                        .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(maxDepth)
                                        .maxStringLength(Integer.MAX_VALUE)
                                        .maxNameLength(64 * 1024)
                                        .build())
                        .build();
        mapper =
                JsonMapper.builder(factory)
                        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                        .build();
    }

    Json scan(byte[] bytes, int offset, int length) {
        try (JsonParser parser = open(bytes, offset, length)) {
            if (parser.nextToken() == null) {
                throw McpException.parseError("empty message");
            }
            Json value = value(parser, bytes, offset, "", NOTED_LEVELS);
            if (parser.nextToken() != null) {
                throw McpException.parseError("more than one JSON value");
            }
            return value;
        } catch (IOException malformed) {
            throw McpException.parseError(reason(malformed));
        }
    }

    Map<String, Json> members(Json.Slice slice) {
        try (JsonParser parser = open(slice.bytes(), slice.offset(), slice.length())) {
            parser.nextToken();
            return value(parser, slice.bytes(), slice.offset(), "", 1).members();
        } catch (IOException malformed) {
            throw McpException.parseError(reason(malformed));
        }
    }

    List<Json> elements(Json.Slice slice) {
        try (JsonParser parser = open(slice.bytes(), slice.offset(), slice.length())) {
            parser.nextToken();
            List<Json> found = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                found.add(value(parser, slice.bytes(), slice.offset(), "", 1));
            }
            return List.copyOf(found);
        } catch (IOException malformed) {
            throw McpException.parseError(reason(malformed));
        }
    }

    JsonNode tree(Json.Slice slice) {
        try {
            return mapper.readTree(slice.bytes(), slice.offset(), slice.length());
        } catch (IOException malformed) {
            throw McpException.invalidParams(reason(malformed));
        }
    }

    byte[] write(JsonNode node) {
        try {
            return mapper.writeValueAsBytes(node);
        } catch (JsonProcessingException halfCharacter) {
            return writeEscaped(node);
        }
    }

    /**
     * JSON can spell half of a surrogate pair, which UTF-8 cannot: only an escape brings it back as
     * it came.
     */
    private byte[] writeEscaped(JsonNode node) {
        try {
            return mapper.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsBytes(node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a JSON tree that cannot be written", impossible);
        }
    }

    private JsonParser open(byte[] bytes, int offset, int length) throws IOException {
        // A zero byte this early means UTF-16 or UTF-32, which the parser would quietly accept,
        // with other offsets.
        for (int i = offset; i < offset + Math.min(length, 4); i++) {
            if (bytes[i] == 0) {
                throw McpException.parseError("not UTF-8");
            }
        }
        return factory.createParser(bytes, offset, length);
    }

    /** The value the parser stands on; afterwards it stands on the value's last token. */
    private Json value(JsonParser parser, byte[] bytes, int base, String name, int levels)
            throws IOException {
        int start = base + (int) parser.currentTokenLocation().getByteOffset();
        Map<String, Json> members = null;
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT && (levels > 0 || name.equals("_meta"))) {
            members = new LinkedHashMap<>();
            for (String member = parser.nextFieldName();
                    member != null;
                    member = parser.nextFieldName()) {
                parser.nextToken();
                if (members.put(member, value(parser, bytes, base, member, levels - 1)) != null) {
                    throw McpException.invalidRequest(
                            "member \"" + abbreviated(member) + "\" occurs twice");
                }
            }
        } else if (token.isStructStart()) {
            parser.skipChildren();
        } else {
            parser.finishToken();
        }
        int end = base + (int) parser.currentLocation().getByteOffset();
        return Json.checked(bytes, start, end - start, frozen(members));
    }

    private static @Nullable Map<String, Json> frozen(@Nullable Map<String, Json> members) {
        return members == null ? null : Collections.unmodifiableMap(members);
    }

    private static String abbreviated(String name) {
        return name.length() <= 60 ? name : name.substring(0, 60) + "…";
    }

    private static String reason(IOException malformed) {
        return malformed instanceof JsonProcessingException json
                ? "not JSON: " + json.getOriginalMessage()
                : "not JSON: " + malformed.getMessage();
    }
}
