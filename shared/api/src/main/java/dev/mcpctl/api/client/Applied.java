package dev.mcpctl.api.client;

import dev.mcpctl.api.resource.ResourceKey;

import java.util.List;

/**
 * What an apply did.
 *
 * @param notices what a person should know and that stopped nothing
 */
public record Applied(List<Result> results, List<String> notices) {
    public Applied {
        results = List.copyOf(results);
        notices = List.copyOf(notices);
    }

    /** One resource; the outcome is {@code created}, {@code configured} or {@code unchanged}. */
    public record Result(ResourceKey key, String outcome) {}
}
