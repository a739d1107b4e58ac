package dev.mcpctl.api.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;

/** A resource with its spec typed: what columns and sections are computed from. */
public record View<S>(Metadata metadata, S spec, ObjectNode status, Instant now) {
    /** A text of the status, or {@code -}. */
    public String statusText(String field) {
        return status.hasNonNull(field) ? status.path(field).asText() : "-";
    }

    /**
     * The time since creation as kubectl prints it: {@code 45s}, {@code 5m}, {@code 3h}, {@code
     * 12d}.
     */
    public String age() {
        Instant created = metadata.createdAt();
        return created == null ? "<unknown>" : age(Duration.between(created, now));
    }

    public static String age(Duration elapsed) {
        long seconds = Math.max(0, elapsed.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 7_200) {
            return seconds / 60 + "m";
        }
        if (seconds < 172_800) {
            return seconds / 3_600 + "h";
        }
        return seconds / 86_400 + "d";
    }
}
