package dev.mcpctl.api.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKind;

import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes resources in the one canonical shape: flat documents without status and without what the
 * daemon sets, so that they can be applied again, here or elsewhere. Text that some reader of YAML
 * 1.1 or 1.2 could take for something else is quoted.
 */
public final class ManifestWriter {
    private static final FieldOrder ORDER = new FieldOrder();
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/_][A-Za-z0-9/_.,@+=()~ :-]*");
    private static final Set<String> WORDS =
            Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");
    private static final DumpSettings SETTINGS =
            DumpSettings.builder()
                    .setSchema(new CoreSchema())
                    .setDefaultFlowStyle(FlowStyle.BLOCK)
                    .setIndent(2)
                    .setIndicatorIndent(2)
                    .setIndentWithIndicator(true)
                    .setSplitLines(false)
                    .setMaxSimpleKeyLength(1_000)
                    .build();

    private ManifestWriter() {}

    /** YAML documents in the order given, {@code ---} between them. */
    public static String yaml(Collection<Resource> resources) {
        StringBuilder text = new StringBuilder();
        for (Resource resource : resources) {
            text.append(text.isEmpty() ? "" : "---\n").append(yaml(resource));
        }
        return text.toString();
    }

    /** One YAML document. */
    public static String yaml(Resource resource) {
        return new Present(SETTINGS)
                .emitToString(new Serialize(SETTINGS).serializeOne(document(resource)).iterator());
    }

    /** {@code {kind: List, items: [...]}}, each resource whole. */
    public static String jsonList(Collection<Resource> resources) {
        return JsonCodec.pretty(list(resources));
    }

    /** As {@link #jsonList}, not written yet. */
    public static ObjectNode list(Collection<Resource> resources) {
        ObjectNode list = JsonCodec.object().put("kind", "List");
        ArrayNode items = list.putArray("items");
        resources.forEach(resource -> items.add(resource.toJson()));
        return list;
    }

    private static MappingNode document(Resource resource) {
        Metadata metadata = resource.metadata();
        List<NodeTuple> entries = new ArrayList<>();
        entries.add(new NodeTuple(text("kind"), text(metadata.kind())));
        entries.add(new NodeTuple(text("name"), text(metadata.name())));
        if (metadata.project() != null) {
            entries.add(new NodeTuple(text("project"), text(metadata.project())));
        }
        if (!metadata.labels().isEmpty()) {
            entries.add(new NodeTuple(text("labels"), node(JsonCodec.object(metadata.labels()))));
        }
        if (!metadata.annotations().isEmpty()) {
            entries.add(
                    new NodeTuple(
                            text("annotations"), node(JsonCodec.object(metadata.annotations()))));
        }
        ObjectNode spec = resource.spec().deepCopy();
        Kinds.find(metadata.kind()).flatMap(ResourceKind::derivedField).ifPresent(spec::remove);
        entries.addAll(entries(spec));
        return new MappingNode(Tag.MAP, entries, FlowStyle.BLOCK);
    }

    private static List<NodeTuple> entries(JsonNode object) {
        List<NodeTuple> entries = new ArrayList<>();
        object.properties().stream()
                .sorted(Map.Entry.comparingByKey(ORDER))
                .forEach(field ->
                        entries.add(new NodeTuple(key(field.getKey()), node(field.getValue()))));
        return entries;
    }

    private static Node node(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> new MappingNode(Tag.MAP, entries(value), style(value));
            case ARRAY -> {
                List<Node> elements = new ArrayList<>();
                value.forEach(element -> elements.add(node(element)));
                yield new SequenceNode(Tag.SEQ, elements, style(value));
            }
            case NUMBER -> plain(value.isIntegralNumber() ? Tag.INT : Tag.FLOAT, numberText(value));
            case BOOLEAN -> plain(Tag.BOOL, value.asText());
            case NULL, MISSING -> plain(Tag.NULL, "null");
            case STRING, BINARY, POJO -> text(value.asText());
        };
    }

    private static String numberText(JsonNode value) {
        return value.isIntegralNumber()
                ? value.bigIntegerValue().toString()
                : value.decimalValue().toString();
    }

    private static FlowStyle style(JsonNode collection) {
        return collection.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK;
    }

    private static ScalarNode plain(Tag tag, String text) {
        return new ScalarNode(tag, text, ScalarStyle.PLAIN);
    }

    private static ScalarNode text(String text) {
        ScalarStyle style = ScalarStyle.DOUBLE_QUOTED;
        if (isPlain(text)) {
            style = ScalarStyle.PLAIN;
        } else if (text.indexOf('\n') >= 0 && !text.isBlank()) {
            style = ScalarStyle.LITERAL;
        }
        return new ScalarNode(Tag.STR, text, style);
    }

    /** A key stands on one line. */
    private static ScalarNode key(String text) {
        ScalarStyle style = isPlain(text) ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED;
        return new ScalarNode(Tag.STR, text, style);
    }

    private static boolean isPlain(String text) {
        return PLAIN.matcher(text).matches()
                && !WORDS.contains(text.toLowerCase(Locale.ROOT))
                && !text.contains(": ")
                && !text.endsWith(":")
                && !text.endsWith(" ");
    }
}
