package dev.mcpctl.api.server;

/** Whom one running instance of a server serves. */
public enum SessionMode {
    /** Everybody: whoever calls goes to any instance. */
    SHARED("shared"),
    /** One user. */
    PER_USER("perUser"),
    /** One conversation of one user. */
    PER_SESSION("perSession");

    private final String label;

    SessionMode(String label) {
        this.label = label;
    }

    /** As written. */
    public String label() {
        return label;
    }
}
