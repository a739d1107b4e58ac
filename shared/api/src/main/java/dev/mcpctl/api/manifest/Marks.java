package dev.mcpctl.api.manifest;

import dev.mcpctl.api.yaml.Place;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Where the parts of one resource stand in its file. */
public final class Marks {
    private final MappingNode root;
    private final boolean isFlat;

    Marks(MappingNode root, boolean isFlat) {
        this.root = root;
        this.isFlat = isFlat;
    }

    /**
     * The place of a value, or of the nearest part around it that was written.
     *
     * @param pointer into the envelope, as in {@code /spec/env/0/name}
     */
    public Place place(String pointer) {
        return Place.of(walk(pointer).value());
    }

    /** As {@link #place}; of a field its name. */
    public Place keyPlace(String pointer) {
        Step step = walk(pointer);
        return Place.of(step.key() == null ? step.value() : step.key());
    }

    private Step walk(String pointer) {
        String[] segments = pointer.split("/", -1);
        int first = 1;
        if (isFlat && segments.length > 1 && isEnvelopePart(segments[1])) {
            first = 2;
        }
        Step step = new Step(null, root);
        for (int i = first; i < segments.length; i++) {
            Step next = below(step.value(), segments[i].replace("~1", "/").replace("~0", "~"));
            if (next == null) {
                return step;
            }
            step = next;
        }
        return step;
    }

    private static boolean isEnvelopePart(String segment) {
        return segment.equals("metadata") || segment.equals("spec");
    }

    private static @Nullable Step below(Node node, String segment) {
        return switch (node) {
            case MappingNode mapping -> entry(mapping, segment);
            case SequenceNode sequence -> element(sequence, segment);
            default -> null;
        };
    }

    private static @Nullable Step entry(MappingNode mapping, String name) {
        for (NodeTuple entry : mapping.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
                return new Step(key, entry.getValueNode());
            }
        }
        return null;
    }

    private static @Nullable Step element(SequenceNode sequence, String index) {
        try {
            int at = Integer.parseInt(index);
            return at >= 0 && at < sequence.getValue().size()
                    ? new Step(null, sequence.getValue().get(at))
                    : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private record Step(@Nullable Node key, Node value) {}
}
