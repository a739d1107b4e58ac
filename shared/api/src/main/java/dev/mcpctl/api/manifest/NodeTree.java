package dev.mcpctl.api.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.yaml.Place;
import dev.mcpctl.api.yaml.YamlFault;
import dev.mcpctl.api.yaml.YamlText;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;

/**
 * Turns composed YAML into JSON trees: the core schema of YAML 1.2, numbers with their digits.
 * Bounds what aliases can multiply. Used by one thread, for one text.
 */
final class NodeTree {
    private static final int MAX_VALUES = 1_000_000;
    private static final int MAX_DEPTH = 100;
    private static final int MAX_DIGITS = 1_000;

    private int values;

    /**
     * The tree of a node.
     *
     * @throws YamlFault at what JSON cannot say
     */
    JsonNode read(Node node) {
        return read(node, 0);
    }

    private JsonNode read(Node node, int depth) {
        if (++values > MAX_VALUES) {
            throw new YamlFault(
                    Place.of(node), "aliases make more than " + MAX_VALUES + " values of this");
        }
        if (depth > MAX_DEPTH) {
            throw new YamlFault(
                    Place.of(node), "nested more than " + MAX_DEPTH + " levels deep, or in itself");
        }
        return switch (node) {
            case MappingNode mapping -> object(mapping, depth);
            case SequenceNode sequence -> list(sequence, depth);
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new YamlFault(Place.of(node), "not a value");
        };
    }

    private ObjectNode object(MappingNode mapping, int depth) {
        requireTag(mapping, Tag.MAP);
        YamlText.refuseDuplicates(mapping);
        ObjectNode object = JsonCodec.object();
        for (NodeTuple entry : mapping.getValue()) {
            object.set(key(entry.getKeyNode()), read(entry.getValueNode(), depth + 1));
        }
        return object;
    }

    private ArrayNode list(SequenceNode sequence, int depth) {
        requireTag(sequence, Tag.SEQ);
        ArrayNode list = JsonCodec.array();
        for (Node element : sequence.getValue()) {
            list.add(read(element, depth + 1));
        }
        return list;
    }

    /** A key is text; a number or a boolean is taken as it is spelt. */
    static String key(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            throw new YamlFault(Place.of(node), "a key must be text");
        }
        if (scalar.getTag().equals(Tag.NULL)) {
            throw new YamlFault(Place.of(node), "a key must be text; this one is null or empty");
        }
        return scalar.getValue();
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.STR)) {
            return TextNode.valueOf(text);
        }
        if (tag.equals(Tag.NULL)) {
            return NullNode.getInstance();
        }
        if (tag.equals(Tag.BOOL)) {
            return bool(scalar);
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return number(scalar);
        }
        throw unknownTag(scalar);
    }

    private static JsonNode bool(ScalarNode scalar) {
        return switch (scalar.getValue().toLowerCase(Locale.ROOT)) {
            case "true" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            default -> throw new YamlFault(Place.of(scalar), "expected true or false");
        };
    }

    private static JsonNode number(ScalarNode scalar) {
        String text = scalar.getValue();
        if (text.length() > MAX_DIGITS) {
            throw new YamlFault(
                    Place.of(scalar), "a number of more than " + MAX_DIGITS + " digits; quote it");
        }
        try {
            if (text.startsWith("0x")) {
                return whole(new BigInteger(text.substring(2), 16));
            }
            if (text.startsWith("0o")) {
                return whole(new BigInteger(text.substring(2), 8));
            }
            return scalar.getTag().equals(Tag.INT)
                    ? whole(new BigInteger(text))
                    : DecimalNode.valueOf(new BigDecimal(text));
        } catch (NumberFormatException e) {
            throw new YamlFault(
                    Place.of(scalar), "\"" + text + "\" is not a number that JSON has; quote it");
        }
    }

    private static JsonNode whole(BigInteger number) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (number.bitLength() < Integer.SIZE) {
            return nodes.numberNode(number.intValue());
        }
        return number.bitLength() < Long.SIZE
                ? nodes.numberNode(number.longValue())
                : nodes.numberNode(number);
    }

    private static void requireTag(Node node, Tag tag) {
        if (!node.getTag().equals(tag)) {
            throw unknownTag(node);
        }
    }

    private static YamlFault unknownTag(Node node) {
        return new YamlFault(
                Place.of(node), "the tag " + node.getTag().getValue() + " is not taken here");
    }
}
