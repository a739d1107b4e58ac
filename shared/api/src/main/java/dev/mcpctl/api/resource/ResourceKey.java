package dev.mcpctl.api.resource;

import org.jspecify.annotations.Nullable;

/** What names a resource. {@code project} is null for global kinds. */
public record ResourceKey(String kind, @Nullable String project, String name) {
    public static ResourceKey global(String kind, String name) {
        return new ResourceKey(kind, null, name);
    }

    /**
     * {@code server/files}, as kubectl prints it; the project stands beside it where it matters.
     */
    @Override
    public String toString() {
        return kind + "/" + name;
    }
}
