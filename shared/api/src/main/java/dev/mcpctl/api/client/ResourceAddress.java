package dev.mcpctl.api.client;

import dev.mcpctl.api.kinds.Kinds;
import dev.mcpctl.api.resource.ResourceKey;

import org.jspecify.annotations.Nullable;

/**
 * Where resources stand in the API.
 *
 * @param plural of the kind
 * @param project of a kind that belongs to projects; null for global kinds, and for the list over
 *     all projects
 * @param name null for the whole list
 */
public record ResourceAddress(String plural, @Nullable String project, @Nullable String name) {
    /** All resources of a kind. */
    public static ResourceAddress all(String plural) {
        return new ResourceAddress(plural, null, null);
    }

    public static ResourceAddress global(String plural, String name) {
        return new ResourceAddress(plural, null, name);
    }

    public static ResourceAddress of(ResourceKey key) {
        return new ResourceAddress(Kinds.get(key.kind()).plural(), key.project(), key.name());
    }

    /** Where a resource of this kind and project is created. */
    public ResourceAddress collection() {
        return new ResourceAddress(plural, project, null);
    }

    /** {@code /projects/p/serverattachments/a}, encoded. */
    String path() {
        return (project == null ? "" : "/projects/" + Query.segment(project))
                + "/"
                + plural
                + (name == null ? "" : "/" + Query.segment(name));
    }
}
