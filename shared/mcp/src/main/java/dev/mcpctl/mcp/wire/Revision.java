package dev.mcpctl.mcp.wire;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A published revision of the protocol, oldest first. */
public enum Revision {
    V2024_11_05("2024-11-05"),
    V2025_03_26("2025-03-26"),
    V2025_06_18("2025-06-18"),
    V2025_11_25("2025-11-25"),
    V2026_07_28("2026-07-28");

    /** What {@code initialize} can end with at best. */
    public static final Revision NEWEST_LEGACY = V2025_11_25;

    /** What everything between a face and an upstream is written in. */
    public static final Revision MODERN = V2026_07_28;

    private final String label;

    Revision(String label) {
        this.label = label;
    }

    public static Optional<Revision> of(String label) {
        return Arrays.stream(values()).filter(revision -> revision.label.equals(label)).findFirst();
    }

    /** The labels of the stateless era, newest first. */
    public static List<String> modernLabels() {
        return List.of(MODERN.label);
    }

    /**
     * Whether it has no handshake: every request carries its version and its client's capabilities.
     */
    public boolean isModern() {
        return this == MODERN;
    }

    public boolean isBefore(Revision other) {
        return compareTo(other) < 0;
    }

    /** As it is written on the wire. */
    public String label() {
        return label;
    }
}
