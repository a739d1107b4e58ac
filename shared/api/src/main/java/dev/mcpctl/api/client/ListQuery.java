package dev.mcpctl.api.client;

import org.jspecify.annotations.Nullable;

/**
 * Which resources of a kind.
 *
 * @param project null for all; else what that project uses
 * @param labelSelector as in {@code team=platform,tier!=test}; null for all
 */
public record ListQuery(@Nullable String project, @Nullable String labelSelector) {
    public static final ListQuery ALL = new ListQuery(null, null);

    Query on(ResourceAddress address) {
        return new Query(address.path())
                .with("project", address.project() == null ? project : null)
                .with("labelSelector", labelSelector);
    }
}
