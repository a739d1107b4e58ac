package dev.mcpctl.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads and writes JSON trees. Numbers keep their digits; a key that occurs twice is an error. */
public final class JsonCodec {
    private static final int MAX_DEPTH = 200;
    private static final Pattern SOURCE_REMARK =
            Pattern.compile("\\s*\\((start marker )?at \\[Source:[^]]*]\\)|\\R.*", Pattern.DOTALL);
    private static final ObjectMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .build())
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private JsonCodec() {}

    /** The configured mapper, for the libraries that want one (Hibernate's jsonb columns). */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** An object of text fields, in the map's order. */
    public static ObjectNode object(Map<String, String> fields) {
        ObjectNode node = object();
        fields.forEach(node::put);
        return node;
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** Throws {@link Problem} of type bad-request, with the position, when the text is not JSON. */
    public static JsonNode read(byte[] text) {
        try {
            return checked(MAPPER.readTree(text));
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    /** As {@link #read(byte[])}. */
    public static JsonNode read(String text) {
        try {
            return checked(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            throw notJson(e);
        }
    }

    /**
     * As {@link #read(byte[])}; an input that cannot be read at all throws the {@link IOException}.
     */
    public static JsonNode read(InputStream text) throws IOException {
        try {
            return checked(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            throw notJson(e);
        }
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    public static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    public static String pretty(JsonNode node) {
        return node.toPrettyString();
    }

    private static JsonNode checked(JsonNode node) {
        if (node.isMissingNode()) {
            throw new Problem(ProblemType.BAD_REQUEST, "the body is empty; expected JSON");
        }
        return node;
    }

    private static Problem notJson(IOException cause) {
        if (cause instanceof JsonProcessingException json) {
            var place = json.getLocation();
            String at =
                    place == null
                            ? ""
                            : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
            return new Problem(ProblemType.BAD_REQUEST, "not JSON" + at + ": " + reason(json));
        }
        return new Problem(ProblemType.BAD_REQUEST, "not JSON: " + cause.getMessage());
    }

    /** In one line, without the parser's remark on where it took the text from. */
    private static String reason(JsonProcessingException e) {
        return SOURCE_REMARK.matcher(e.getOriginalMessage()).replaceAll("").strip();
    }
}
