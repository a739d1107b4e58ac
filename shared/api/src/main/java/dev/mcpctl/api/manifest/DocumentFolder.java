package dev.mcpctl.api.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Metadata;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Suggestion;
import dev.mcpctl.api.yaml.Place;
import dev.mcpctl.api.yaml.YamlFault;
import dev.mcpctl.api.yaml.YamlText;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Folds the shapes in which resources may be written into one: flat documents ({@code kind: server}
 * and fields), documents with {@code metadata} and {@code spec}, lists by plural ({@code
 * servers:}), and {@code kind: List}. Faults are gathered over the whole file. Used by one thread,
 * for one file.
 */
final class DocumentFolder {
    private static final Set<String> ENVELOPE =
            Set.of("apiVersion", "kind", "metadata", "spec", "status");

    private final String label;
    private final NodeTree tree = new NodeTree();
    private final List<ManifestDocument> documents = new ArrayList<>();
    private final List<ManifestFault> faults = new ArrayList<>();
    private int number;

    DocumentFolder(String label) {
        this.label = label;
    }

    /** Adds the resources of one YAML document. */
    void fold(Node document, int documentNumber) {
        number = documentNumber;
        try {
            foldDocument(document);
        } catch (YamlFault e) {
            fault(e.place(), "", e.detail());
        }
    }

    /**
     * What was found.
     *
     * @throws Problem LOCAL, a line for each fault
     */
    List<ManifestDocument> documents() {
        if (faults.isEmpty()) {
            return documents;
        }
        String lines =
                faults.stream().map(ManifestFault::toString).collect(Collectors.joining("\n"));
        throw new Problem(ProblemType.LOCAL, lines);
    }

    private void foldDocument(Node document) {
        if (!(document instanceof MappingNode mapping)) {
            fault(Place.of(document), "", "expected fields such as kind and name");
            return;
        }
        YamlText.refuseDuplicates(mapping);
        Node kind = value(mapping, "kind");
        if (kind == null) {
            foldPlurals(mapping);
        } else if (kind instanceof ScalarNode text && text.getValue().equalsIgnoreCase("List")) {
            foldItems(mapping);
        } else {
            kindOf(kind).ifPresent(found -> foldResource(mapping, found));
        }
    }

    private void foldItems(MappingNode mapping) {
        Node items = value(mapping, "items");
        if (!(items instanceof SequenceNode sequence)) {
            fault(Place.of(items == null ? mapping : items), "items", "expected a list");
            return;
        }
        for (NodeTuple entry : mapping.getValue()) {
            String key = NodeTree.key(entry.getKeyNode());
            if (!List.of("apiVersion", "kind", "metadata", "items").contains(key)) {
                fault(Place.of(entry.getKeyNode()), key, "unknown field; a List has items");
            }
        }
        for (Node item : sequence.getValue()) {
            foldDocument(item);
        }
    }

    private void foldPlurals(MappingNode mapping) {
        for (NodeTuple entry : mapping.getValue()) {
            String key = NodeTree.key(entry.getKeyNode());
            if (key.equals("apiVersion")) {
                continue;
            }
            Optional<ResourceKind<?>> kind = pluralNamed(key);
            if (kind.isEmpty()) {
                fault(
                        Place.of(entry.getKeyNode()),
                        key,
                        noList(key, value(mapping, "name") != null));
            } else if (entry.getValueNode() instanceof SequenceNode list) {
                list.getValue().forEach(element -> foldElement(element, kind.get()));
            } else if (!isNull(tree.read(entry.getValueNode()))) {
                fault(Place.of(entry.getValueNode()), key, "expected a list");
            }
        }
    }

    private void foldElement(Node element, ResourceKind<?> kind) {
        if (!(element instanceof MappingNode mapping)) {
            fault(Place.of(element), kind.plural(), "expected an object with name and fields");
            return;
        }
        Node written = value(mapping, "kind");
        if (written == null) {
            foldResource(mapping, kind);
        } else if (kindOf(written).filter(kind::equals).isPresent()) {
            foldResource(mapping, kind);
        } else {
            fault(Place.of(written), "kind", "expected " + kind.name() + " in " + kind.plural());
        }
    }

    private void foldResource(MappingNode mapping, ResourceKind<?> kind) {
        ObjectNode written = (ObjectNode) tree.read(mapping);
        boolean isFlat = !written.has("metadata") && !written.has("spec");
        ObjectNode metadata = JsonCodec.object();
        ObjectNode spec = JsonCodec.object();
        if (isFlat) {
            written.properties()
                    .forEach(field -> {
                        String name = field.getKey();
                        if (!name.equals("kind") && !name.equals("apiVersion")) {
                            (Metadata.FIELDS.contains(name) ? metadata : spec)
                                    .set(name, field.getValue());
                        }
                    });
        } else {
            refuseStrayFields(mapping, kind);
            metadata.setAll(part(mapping, written, "metadata"));
            spec.setAll(part(mapping, written, "spec"));
        }
        Marks marks = new Marks(mapping, isFlat);
        documents.add(new ManifestDocument(kind.name(), metadata, spec, label, number, marks));
    }

    private void refuseStrayFields(MappingNode mapping, ResourceKind<?> kind) {
        for (NodeTuple entry : mapping.getValue()) {
            String key = NodeTree.key(entry.getKeyNode());
            if (!ENVELOPE.contains(key)) {
                String home = Metadata.FIELDS.contains(key) ? "metadata" : "spec";
                fault(
                        Place.of(entry.getKeyNode()),
                        key,
                        "unknown field beside metadata and spec; a "
                                + kind.name()
                                + " has it in "
                                + home);
            }
        }
    }

    private ObjectNode part(MappingNode mapping, ObjectNode written, String name) {
        JsonNode part = written.path(name);
        if (part instanceof ObjectNode object) {
            return object;
        }
        if (!part.isMissingNode() && !part.isNull()) {
            Node node = value(mapping, name);
            fault(Place.of(node == null ? mapping : node), name, "expected an object");
        }
        return JsonCodec.object();
    }

    private Optional<ResourceKind<?>> kindOf(Node node) {
        JsonNode written = tree.read(node);
        String word = written.asText("");
        for (ResourceKind<?> kind : Kinds.ALL) {
            if (written.isTextual() && kind.name().equals(word.toLowerCase(Locale.ROOT))) {
                return Optional.of(kind);
            }
        }
        List<String> names = Kinds.ALL.stream().map(ResourceKind::name).toList();
        String meant =
                Kinds.find(word)
                        .<String>map(ResourceKind::name)
                        .or(() -> Suggestion.closest(word, names))
                        .map(name -> "; did you mean \"" + name + "\"?")
                        .orElseGet(() -> "; expected one of " + String.join(", ", names));
        fault(Place.of(node), "kind", "there is no kind \"" + word + "\"" + meant);
        return Optional.empty();
    }

    private static Optional<ResourceKind<?>> pluralNamed(String key) {
        for (ResourceKind<?> kind : Kinds.ALL) {
            if (kind.plural().equalsIgnoreCase(key)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    private static String noList(String key, boolean isNamed) {
        List<String> plurals = Kinds.ALL.stream().map(ResourceKind::plural).toList();
        if (isNamed) {
            return "kind is missing: without it a document has lists only: "
                    + String.join(", ", plurals);
        }
        return "there is no list \""
                + key
                + "\""
                + Kinds.find(key)
                        .<String>map(ResourceKind::plural)
                        .or(() -> Suggestion.closest(key, plurals))
                        .map(plural -> "; did you mean \"" + plural + "\"?")
                        .orElseGet(
                                () -> "; expected kind, or lists: " + String.join(", ", plurals));
    }

    private static boolean isNull(JsonNode node) {
        return node.isNull();
    }

    private static @Nullable Node value(MappingNode mapping, String name) {
        for (NodeTuple entry : mapping.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
                return entry.getValueNode();
            }
        }
        return null;
    }

    private void fault(Place place, String field, String detail) {
        faults.add(new ManifestFault(label, number, place, field, detail));
    }
}
