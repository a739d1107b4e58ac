package dev.mcpctl.api.home;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.yaml.Place;
import dev.mcpctl.api.yaml.YamlFault;
import dev.mcpctl.api.yaml.YamlText;

import org.jspecify.annotations.Nullable;
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

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The text of {@code config.yaml} as a tree with its comments. Used by one thread. */
final class ConfigText {
    private static final String CURRENT = "currentContext";
    private static final String CONTEXTS = "contexts";
    private static final String NAME = "name";
    private static final String URL = "mcpdUrl";

    private final MappingNode root;
    private final List<Context> contexts;
    private Optional<String> currentName;

    private ConfigText(MappingNode root) {
        this.root = root;
        this.contexts = readContexts();
        this.currentName = Optional.ofNullable(value(root, CURRENT)).map(ConfigText::text);
    }

    static ConfigText empty() {
        return new ConfigText(mapping());
    }

    /** Throws a {@link YamlFault} at what is not known or not as expected. */
    static ConfigText parse(String text) {
        List<Node> documents = YamlText.compose(text, true);
        if (documents.isEmpty() || isNull(documents.getFirst())) {
            return empty();
        }
        if (!(documents.getFirst() instanceof MappingNode root)) {
            throw new YamlFault(
                    Place.of(documents.getFirst()), "expected currentContext, contexts");
        }
        checkKeys(root, List.of(CURRENT, CONTEXTS));
        return new ConfigText(root);
    }

    Optional<String> currentName() {
        return currentName;
    }

    List<Context> contexts() {
        return List.copyOf(contexts);
    }

    void use(String name) {
        set(root, CURRENT, scalar(name));
        currentName = Optional.of(name);
    }

    void put(Context context) {
        SequenceNode sequence = listOfContexts();
        for (Node element : sequence.getValue()) {
            if (element instanceof MappingNode entry
                    && value(entry, NAME) instanceof ScalarNode name
                    && name.getValue().equals(context.name())) {
                set(entry, URL, scalar(context.mcpdUrl().toString()));
                return;
            }
        }
        MappingNode entry = mapping();
        set(entry, NAME, scalar(context.name()));
        set(entry, URL, scalar(context.mcpdUrl().toString()));
        sequence.getValue().add(entry);
    }

    private SequenceNode listOfContexts() {
        if (value(root, CONTEXTS) instanceof SequenceNode present) {
            return present;
        }
        SequenceNode empty = new SequenceNode(Tag.SEQ, new ArrayList<>(), FlowStyle.BLOCK);
        set(root, CONTEXTS, empty);
        return empty;
    }

    String text() {
        DumpSettings settings =
                DumpSettings.builder().setDumpComments(true).setSplitLines(false).build();
        return new Present(settings)
                .emitToString(new Serialize(settings).serializeOne(root).iterator());
    }

    private List<Context> readContexts() {
        Node list = value(root, CONTEXTS);
        if (list == null || isNull(list)) {
            return List.of();
        }
        if (!(list instanceof SequenceNode sequence)) {
            throw new YamlFault(Place.of(list), "contexts: expected a list");
        }
        List<Context> found = new ArrayList<>();
        for (Node element : sequence.getValue()) {
            if (!(element instanceof MappingNode entry)) {
                throw new YamlFault(Place.of(element), "contexts: expected name and mcpdUrl");
            }
            checkKeys(entry, List.of(NAME, URL));
            found.add(new Context(required(entry, NAME), url(entry)));
        }
        return found;
    }

    private static java.net.URI url(MappingNode entry) {
        try {
            return Contexts.daemonUrl(required(entry, URL), URL);
        } catch (Problem e) {
            Node written = value(entry, URL);
            throw new YamlFault(Place.of(written == null ? entry : written), e.detail());
        }
    }

    private static void checkKeys(MappingNode mapping, List<String> known) {
        YamlText.refuseDuplicates(mapping);
        for (NodeTuple entry : mapping.getValue()) {
            String key = entry.getKeyNode() instanceof ScalarNode name ? name.getValue() : "?";
            if (!known.contains(key)) {
                throw new YamlFault(
                        Place.of(entry.getKeyNode()),
                        "unknown key \"" + key + "\"; expected one of " + String.join(", ", known));
            }
        }
    }

    private static String required(MappingNode entry, String key) {
        Node value = value(entry, key);
        if (value == null) {
            throw new YamlFault(Place.of(entry), "contexts: " + key + " is required");
        }
        return text(value);
    }

    private static String text(Node node) {
        if (node instanceof ScalarNode scalar && !isNull(node) && !scalar.getValue().isEmpty()) {
            return scalar.getValue();
        }
        throw new YamlFault(Place.of(node), "expected text");
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static @Nullable Node value(MappingNode mapping, String key) {
        for (NodeTuple entry : mapping.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key)) {
                return entry.getValueNode();
            }
        }
        return null;
    }

    private static void set(MappingNode mapping, String key, Node value) {
        List<NodeTuple> entries = mapping.getValue();
        for (int i = 0; i < entries.size(); i++) {
            Node name = entries.get(i).getKeyNode();
            if (name instanceof ScalarNode scalar && scalar.getValue().equals(key)) {
                Node old = entries.get(i).getValueNode();
                if (!isNull(old)) {
                    value.setInLineComments(old.getInLineComments());
                }
                entries.set(i, new NodeTuple(name, value));
                return;
            }
        }
        entries.add(new NodeTuple(scalar(key), value));
    }

    private static MappingNode mapping() {
        return new MappingNode(Tag.MAP, new ArrayList<>(), FlowStyle.BLOCK);
    }

    private static ScalarNode scalar(String text) {
        return new ScalarNode(Tag.STR, text, ScalarStyle.PLAIN);
    }
}
