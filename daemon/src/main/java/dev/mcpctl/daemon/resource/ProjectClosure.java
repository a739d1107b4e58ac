package dev.mcpctl.daemon.resource;

import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.resource.OnDelete;
import dev.mcpctl.api.resource.Reference;
import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;
import dev.mcpctl.api.resource.ResourceKind;
import dev.mcpctl.api.resource.Scope;
import dev.mcpctl.daemon.feed.Catalog;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * What a project uses: itself, what it refers to, what that refers to, and so on. Of one catalog.
 *
 * @param used global resources
 */
record ProjectClosure(String project, Catalog catalog, Set<ResourceKey> used) {
    private static final String PROJECT = "project";

    /** Throws a {@link Problem} when there is no such project. */
    static ProjectClosure of(String project, Catalog catalog) {
        ResourceKey root = ResourceKey.global(PROJECT, project);
        if (!catalog.has(root)) {
            throw Problem.notFound(Kinds.get(PROJECT).plural(), project);
        }
        Set<ResourceKey> used = new HashSet<>();
        Deque<ResourceKey> open = new ArrayDeque<>();
        open.add(root);
        while (!open.isEmpty()) {
            ResourceKey key = open.remove();
            if (catalog.has(key) && used.add(key)) {
                open.addAll(mentions(Kinds.get(key.kind()), key, catalog));
            }
        }
        return new ProjectClosure(project, catalog, Set.copyOf(used));
    }

    /** Whether a resource is part of the project, used by it, or goes with something used. */
    boolean includes(ResourceKind<?> kind, ResourceKey key) {
        if (kind.scope() == Scope.PROJECT) {
            return project.equals(key.project());
        }
        return used.contains(key) || goesWithSomethingUsed(kind, key);
    }

    private <S> boolean goesWithSomethingUsed(ResourceKind<S> kind, ResourceKey key) {
        return kind.references().stream()
                .filter(reference -> reference.onDelete() == OnDelete.CASCADE)
                .anyMatch(reference ->
                        names(kind, reference, key, catalog).stream().anyMatch(used::contains));
    }

    /** Everything that one resource refers to. */
    static <S> Set<ResourceKey> mentions(ResourceKind<S> kind, ResourceKey key, Catalog catalog) {
        Set<ResourceKey> mentioned = new HashSet<>();
        kind.references()
                .forEach(reference -> mentioned.addAll(names(kind, reference, key, catalog)));
        return mentioned;
    }

    private static <S> Set<ResourceKey> names(
            ResourceKind<S> kind, Reference<S> reference, ResourceKey key, Catalog catalog) {
        Set<ResourceKey> names = new HashSet<>();
        catalog.spec(kind, key)
                .ifPresent(spec ->
                        reference
                                .names()
                                .apply(spec)
                                .forEach(mention ->
                                        names.add(
                                                ResourceKey.global(
                                                        reference.kind(), mention.name()))));
        return names;
    }

    /** The resource's kind is of the list. */
    boolean includes(Resource resource) {
        return includes(Kinds.get(resource.key().kind()), resource.key());
    }
}
