package dev.mcpctl.db.resource;

import dev.mcpctl.api.resource.Resource;

import java.util.Locale;

/**
 * What an apply did with one resource.
 *
 * @param resource as stored now
 */
public record Applied(Resource resource, Outcome outcome) {
    /** The word that {@code apply} prints. */
    public enum Outcome {
        CREATED,
        CONFIGURED,
        UNCHANGED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
