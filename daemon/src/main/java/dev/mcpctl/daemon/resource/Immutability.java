package dev.mcpctl.daemon.resource;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Reference;
import dev.mcpctl.api.resource.ResourceKind;

import java.util.stream.Collectors;

/** Why nobody but mcpd writes resources of a kind. */
final class Immutability {
    private Immutability() {}

    static Problem of(ResourceKind<?> kind) {
        String origin =
                kind.references().stream().map(Reference::kind).collect(Collectors.joining(", "));
        return new Problem(
                ProblemType.METHOD_NOT_ALLOWED,
                kind.plural()
                        + " are immutable: mcpd makes and replaces them; change the "
                        + origin
                        + " instead, or delete the "
                        + kind.name()
                        + " to have it replaced");
    }
}
