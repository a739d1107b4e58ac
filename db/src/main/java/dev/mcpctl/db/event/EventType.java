package dev.mcpctl.db.event;

/** Whether a person should worry. */
public enum EventType {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String label;

    EventType(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
