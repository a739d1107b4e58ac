package dev.mcpctl.api.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Collection;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * That specs of one kind name resources of another.
 *
 * @param kind the kind that is named
 * @param names the named resources, with the pointer below the spec at which each stands
 * @param onDelete what happens when the named resource goes
 * @param without the spec with every mention of a name taken out; used for {@link OnDelete#DETACH}
 */
public record Reference<S>(
        String kind,
        Function<S, Collection<Mention>> names,
        OnDelete onDelete,
        BiFunction<ObjectNode, String, ObjectNode> without) {

    /** A name and the place in the spec where it was written. */
    public record Mention(String name, String pointer) {}
}
