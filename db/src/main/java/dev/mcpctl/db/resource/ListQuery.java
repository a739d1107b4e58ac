package dev.mcpctl.db.resource;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * Which resources of a kind, and which page of them.
 *
 * @param project null: of all projects, and of none
 * @param names null: whatever the name
 * @param continueToken what the page before answered; null for the first
 */
public record ListQuery(
        String kind,
        @Nullable String project,
        LabelSelector selector,
        @Nullable Set<String> names,
        int limit,
        @Nullable String continueToken) {
    public static final int DEFAULT_LIMIT = 500;
    public static final int MAX_LIMIT = 10_000;

    public ListQuery {
        names = names == null ? null : Set.copyOf(names);
        limit = Math.clamp(limit, 1, MAX_LIMIT);
    }

    /** The first page of all resources of a kind. */
    public static ListQuery of(String kind) {
        return new ListQuery(kind, null, LabelSelector.EVERYTHING, null, DEFAULT_LIMIT, null);
    }

    public ListQuery inProject(@Nullable String newProject) {
        return new ListQuery(kind, newProject, selector, names, limit, continueToken);
    }

    public ListQuery matching(LabelSelector newSelector) {
        return new ListQuery(kind, project, newSelector, names, limit, continueToken);
    }

    public ListQuery named(@Nullable Set<String> newNames) {
        return new ListQuery(kind, project, selector, newNames, limit, continueToken);
    }

    public ListQuery page(int newLimit, @Nullable String newContinueToken) {
        return new ListQuery(kind, project, selector, names, newLimit, newContinueToken);
    }
}
